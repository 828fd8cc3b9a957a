"""Tests of what the page of a space says of its sources, and of facts that are old."""

import pytest
from django.utils import timezone

from spaces.search_index.derived_columns import refresh
from tests.factories import make_amenity, make_plan, make_source, make_space, make_statement
from tests.pages import page

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def page_of(client, space):
    refresh([space])
    return page(client.get(space.get_absolute_url()))


@pytest.fixture
def mill(liege):
    return make_space("The Mill", city=liege, street="Quai 1", website="https://mill.example/", floor="2")


def make_guide(space, as_of, key="a guide", **facts):
    """A statement of a source, of the address and website of a space besides other facts."""
    known = {"name": space.name, "street": space.street, "website": space.website, **facts}
    return make_statement(space, known, source=make_source(key), as_of=as_of)


def test_a_page_of_one_source_and_date_says_so_once(client, mill):
    guide = make_guide(mill, "2015-05-20", amenities={"wifi": "yes"})
    make_amenity(mill)
    make_plan(mill, as_of="2015-05-20", source=guide.source)
    shown = page_of(client, mill)
    assert shown.one(".space-sources p").text == (
        "All facts here date from 20 May 2015. They come from a guide. Nobody has confirmed them since."
    )
    assert shown.texts(".said summary") == ["This page: Who says so, out of date"]


def test_a_page_of_one_fresh_source_says_so_beside_its_date(client, mill):
    today = timezone.localdate().isoformat()
    make_guide(mill, today)
    shown = page_of(client, mill)
    assert not shown.has(".space-sources")
    assert shown.texts(".said summary") == ["This page: all from one source, who says so"]


def test_only_what_differs_carries_a_mark_that_names_it(client, mill):
    make_guide(mill, "2019-04")
    make_statement(mill, {"floor": "2"}, source=make_source("a flyer"), as_of="2012")
    article = make_statement(mill, {"amenities": {"wifi": "yes", "coffee": "yes"}}, as_of="2014-02").source
    make_statement(mill, {"amenities": {"power": "no"}}, source=make_source("a blog"), as_of="2013")
    for key, value in (("wifi", "yes"), ("coffee", "yes"), ("power", "no")):
        make_amenity(mill, key, value=value)
    make_plan(mill, 4, "hour", as_of="2015-09", source=article)
    make_plan(mill, 16, "day", as_of="2015-09", source=article)
    make_plan(mill, 200, "month", as_of="2014", source=article)
    shown = page_of(client, mill)
    assert shown.one(".space-sources p").text == (
        "Last confirmed: April 2019. Older, and dated where they stand: prices and amenities."
    )
    marks = [text.replace(", out of date", "") for text in shown.texts(".said summary")]
    assert [text.removesuffix(", who says so") for text in marks] == [
        "This page: Who says so",
        "Prices: September 2015",
        "Month: 2014",
        "Amenities: February 2014",
        "Power sockets: 2013",
        "Floor: 2012",
    ]


def test_a_fact_on_which_sources_differ_keeps_its_mark(client, mill):
    make_guide(mill, "2019-04")
    make_statement(mill, {"website": "https://other.example/"}, source=make_source("a flyer"), as_of="2012")
    mark = page_of(client, mill).one("dl.facts .said")
    assert "Otherwise: “https://other.example/”, a flyer, 2012." in mark.text


def test_an_old_price_is_grey_with_its_year(client, mill):
    make_plan(mill, 16, "day", as_of="2015-09")
    make_plan(mill, 4, "hour", as_of="2014")
    shown = page_of(client, mill)
    cell = shown.one(".space-strip div", "Price")
    assert cell.text == "Price €16 a day · 2015 €4 an hour · 2014"
    assert cell.classes == ["is-old"]
    assert not cell.has("b")
    assert all("is-old" in amount.classes for amount in shown.select("table.plans td.amount"))
    make_plan(mill, 18, "day", as_of=timezone.localdate().isoformat())
    mill.plans.filter(as_of="2015-09").update(is_current=False)
    cell = page_of(client, mill).one(".space-strip div", "Price")
    assert cell.classes == []
    assert cell.text.startswith("Price €18 a day €4 an hour · 2014")


def test_old_hours_promise_no_time_and_mark_no_day(client, mill):
    mill.opening_hours = "24/7"
    mill.save()
    make_statement(mill, {"opening_hours": "24/7"}, as_of="2015-05-20")
    shown = page_of(client, mill)
    cell = shown.one(".space-strip div", "Hours")
    assert cell.classes == ["is-old"]
    assert cell.text.endswith("00:00–24:00 · 2015")
    assert not shown.has(".open-status")
    table = shown.one("table.hours")
    assert table.classes == ["hours", "is-old"]
    assert not table.has("tr.today")
    assert len(table.select("tbody th")) == 7
    mill.statements.update(as_of=timezone.localdate().isoformat())
    shown = page_of(client, mill)
    assert shown.one(".space-strip div", "Today").text == "Today Open, day and night"
    assert len(shown.select("table.hours tr.today")) == 1


def test_directions_lead_to_the_position_or_to_a_search_for_the_address(client, mill, liege):
    links = page_of(client, mill).links(".space-place a")
    assert links == {
        "Directions": "https://www.openstreetmap.org/directions?to=50.63373,5.56749",
        "Open in a map app": "geo:50.63373,5.56749?q=50.63373,5.56749(The%20Mill)",
    }
    lost = make_space("Lost", city=liege, street="Quai 2", latitude=None, longitude=None)
    shown = page_of(client, lost)
    assert shown.links(".space-place a") == {
        "Find on OpenStreetMap": "https://www.openstreetmap.org/search?query=Quai%202%2C%20Li%C3%A8ge%2C%20Belgium"
    }
    assert not shown.has(".map")
    assert shown.texts("section[aria-labelledby=near] li") == ["The Mill Quai 1"]
