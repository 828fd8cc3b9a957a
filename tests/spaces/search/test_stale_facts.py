"""Old facts do not decide: a price or hours out of date come after the current ones, or when asked for."""

import datetime as dt

import pytest
from django.utils import timezone

from spaces.search.engine import Part
from tests.factories import make_city, make_plan, make_rate, make_space, make_statement
from tests.pages import page
from tests.spaces.search.searching import names, search

pytestmark = pytest.mark.django_db
URL = "/en/be/liege/"
ALWAYS = "24/7"
# What each space asks for a day, and for how long that has been so; None if the date is not known.
PRICES = {
    "Old": ("7", 4000),
    "Fresh": ("18", 10),
    "Undated": ("9", None),
    "Last year": ("12", 400),
    "Dear": ("60", 10),
}
HOURS = {"Old": 4000, "Fresh": 10, "Undated": None, "Last year": 300, "Dear": 10}


def ago(days: int | None) -> str:
    return "" if days is None else (timezone.localdate() - dt.timedelta(days=days)).isoformat()


@pytest.fixture
def city(db):
    city = make_city("Liège")
    for number, (name, (amount, days)) in enumerate(PRICES.items()):
        space = make_space(
            name, city=city, opening_hours=ALWAYS, latitude=50.6 + number / 1000, longitude=5.5
        )
        make_plan(space, amount, as_of=ago(days))
        make_statement(space, {"opening_hours": ALWAYS}, as_of=ago(HOURS[name]))
    make_space("No price", city=city)
    return city


def stale_count(query, city):
    return search(query, city).uncertain.stale


def parts(query, city):
    return dict(search(query, city).parts)


@pytest.mark.parametrize("where", ["", "&near=50.6,5.5", "&q=liege", "&place=be", "&bounds=50,5,51,6"])
def test_a_price_filter_lists_current_prices_then_undated_ones_and_counts_those_out_of_date(city, where):
    place = None if "place" in where else city
    query = f"price_max=20{where}"
    assert names(query, place) == ["Fresh", "Undated"]
    assert stale_count(query, place) == 2
    assert sorted(names(f"{query}&include_stale=1", place)[2:]) == ["Last year", "Old"]
    assert stale_count(f"{query}&include_stale=1", place) == 0
    assert parts(f"{query}&include_stale=1", place) == {2: Part.UNCERTAIN}


@pytest.mark.parametrize(
    "where", ["", "&near=50.6,5.5&radius=10", "&q=liege", "&place=be", "&bounds=50,5,51,6"]
)
def test_by_price_what_is_out_of_date_or_undated_comes_after_the_current_and_before_the_unknown(city, where):
    place = None if "place" in where else city
    expected = ["Fresh", "Dear", "Old", "Undated", "Last year", "No price"]
    assert names(f"sort=price{where}", place) == expected
    assert parts(f"sort=price{where}", place) == {2: Part.STALE_PRICES, 5: Part.NO_PRICE}


@pytest.mark.parametrize("query", ["open=now", "open=at&at=2027-03-01T10:00", "on=2027-03-01"])
def test_a_time_lists_current_hours_then_undated_ones_and_counts_those_out_of_date(city, query):
    found = names(query, city)
    assert sorted(found[:3]) == ["Dear", "Fresh", "Last year"]
    assert found[3:] == ["Undated"]
    assert stale_count(query, city) == 1
    assert names(f"{query}&include_stale=1", city)[4:] == ["Old"]


def test_both_facts_must_be_current_unless_asked_otherwise(city):
    query = "price_max=20&open=now"
    assert names(query, city) == ["Fresh", "Undated"]
    assert stale_count(query, city) == 2
    assert names(f"{query}&amenity=wifi", city) == []
    offered = search(f"{query}&amenity=wifi", city).uncertain
    assert (offered.unknown, offered.stale) == (3, 0)
    both = f"{query}&amenity=wifi&include_unknown=1&include_stale=1"
    assert sorted(names(both, city)) == ["Fresh", "Last year", "No price", "Old", "Undated"]


def test_the_number_of_a_list_counts_what_is_out_of_date_only_if_the_list_has_it(city):
    for query, count in (("price_max=20", 2), ("price_max=20&include_stale=1", 4), ("sort=price", 6)):
        found = search(query, city)
        assert (found.count, len(found.results)) == (count, count)
        kinds = {option.value: option.count for option in found.facets["kind"]}
        assert kinds["coworking"] == count


def test_by_cost_of_usage_what_is_out_of_date_comes_after_the_current_and_before_the_unknown(city):
    make_rate()
    assert names("days=2&sort=usage", city) == ["Undated", "Fresh", "Dear", "Old", "Last year", "No price"]
    assert parts("days=2&sort=usage", city) == {3: Part.STALE_PRICES, 5: Part.UNKNOWN_COST}


def test_a_price_that_a_much_newer_one_replaces_does_not_decide():
    space = make_space("Two sources", city=make_city("Liège"))
    make_plan(space, "7", as_of="2013")
    make_plan(space, "25", as_of="2026-05-01")
    make_plan(space, "23", as_of="2026-03-01")
    make_plan(space, "5", as_of="")
    space.refresh_from_db()
    assert (space.day_price, space.day_price_as_of) == (23, "2026-03-01")


def test_a_card_says_the_year_of_an_old_price_and_never_in_bold(client, city):
    shown = {
        card.one("h3 a").text: card.select(".card-price")
        for card in page(client.get(URL, {"sort": "price"})).select("li.card")
    }
    (fresh,), (old,) = shown["Fresh"], shown["Old"]
    assert fresh.one("b").text == "€18"
    assert not old.has("b")
    assert old.text == f"€7 a day · {ago(4000)[:4]}"
    assert not shown["No price"]


def test_a_list_offers_what_is_out_of_date_by_its_number_and_has_it_under_its_own_heading(client, city):
    shown = page(client.get(URL, {"price_max": "20"}))
    offer = next(a for a in shown.select(".uncertain a") if "from before" in a.text)
    assert offer.text.startswith("2 places with prices from before ")
    opened = page(client.get(offer["href"]))
    assert opened.one(".part-heading").text.startswith("Prices from before ")
    assert opened.texts(".part-heading ~ ul li.card h3 a") == ["Last year", "Old"]
    empty = page(client.get(URL, {"price_max": "8"}))
    unknown, stale = empty.texts(".uncertain a")
    assert unknown == "1 place where it is not known"
    assert stale.startswith("1 place with a price from before ")


def test_the_heading_of_a_part_is_repeated_where_a_page_begins_within_it(client, city):
    for number in range(25):
        make_plan(make_space(f"Former {number}", city=city), "30", as_of="2015")
    second = page(client.get(URL, {"sort": "price", "page": "2"}))
    assert second.texts(".part-heading")[0].startswith("Prices from before ")
    assert second.texts(".part-heading")[1] == "Price not known"
