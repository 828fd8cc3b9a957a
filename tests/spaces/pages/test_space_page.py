"""Tests of the page of a space."""

import math

import pytest
from django.utils import timezone

from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Space
from spaces.geography.coordinates.grid import cell_of
from spaces.search_index.derived_columns import refresh
from tests.factories import make_amenity, make_plan, make_source, make_space, make_statement
from tests.pages import Element, cards, page

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def page_of(client, space: Space) -> Element:
    return page(client.get(space.get_absolute_url()))


def make_full_space(city, number, **fields):
    """A space with a statement and a price, its derived columns in order."""
    space = make_space(city=city, name=f"Table {number}", slug=f"table-{number}", **fields)
    make_statement(space, {"name": space.name}, source=make_source(), as_of="2026-03")
    make_plan(space, unit="day", amount=10 + number)
    refresh([space])
    refresh_city_counts([city.pk])
    return space


def test_unknown_facts_have_a_prompt_and_no_empty_section(client, liege):
    bare = make_space(city=liege)
    make_statement(bare, {"name": bare.name}, as_of=timezone.localdate().isoformat())
    refresh([bare])
    shown = page_of(client, bare)
    prompts = ["Does it have wifi?", "Are there power sockets at the tables?"]
    prompts += ["What does a day cost?", "When is it open?"]
    assert shown.texts(".space-prompt > p") == prompts[:3]
    assert not shown.select("#prices, #hours, #amenities")
    make_plan(bare, as_of=timezone.localdate().isoformat())
    make_amenity(bare, value="no")
    shown = page_of(client, bare)
    assert shown.texts(".space-prompt > p")[:2] == [prompts[1], prompts[3]]
    assert len(shown.select("#prices, #amenities")) == 2


def test_no_more_than_three_prompts_and_none_about_a_place_that_is_gone(client, liege):
    space = make_full_space(liege, 1)
    Space.objects.filter(pk=space.pk).update(confirmed_on="2013", day_price_as_of="2013")
    asked = page_of(client, space).texts(".space-prompt > p")
    assert asked[0] == "Is it still open here?"
    assert len(asked) == 3
    Space.objects.filter(pk=space.pk).update(status="closed")
    assert not page_of(client, space).has(".space-ask")


def test_space_page_shows_price_and_source(client, liege, django_assert_max_num_queries):
    space = make_full_space(liege, 5, website="https://example.org/")
    with django_assert_max_num_queries(9):
        shown = page_of(client, space)
    assert shown.texts("table.plans tbody .amount") == ["€15"]
    assert "a price list" in shown.one("section[aria-labelledby=prices] .said").text
    assert shown.links(".space-acts a")["Website"] == f"/en/spaces/{space.slug}/website/"


def test_prices_after_the_first_eight_are_folded(client, liege):
    space = make_space(city=liege)
    for number in range(6):
        make_plan(space, 500 + number, what="office")
        make_plan(space, 10 + number, what="hot_desk")
    section = page_of(client, space).one("section[aria-labelledby=prices]")
    amounts = "table.plans tbody .amount"
    open_amounts = section.texts(f".space-prices > div > {amounts}")
    assert open_amounts == [f"€{n}" for n in (10, 11, 12, 13, 14, 15, 500, 501)]
    folded = next(one for one in section.select("details") if one.has("summary", "4 more prices"))
    assert folded.texts(amounts) == ["€502", "€503", "€504", "€505"]


def test_eight_prices_are_not_folded(client, liege):
    space = make_space(city=liege)
    for number in range(8):
        make_plan(space, 10 + number)
    shown = page_of(client, space)
    assert len(shown.select("table.plans tbody tr")) == 8
    assert not shown.has("summary", "more price")


def test_contacts_are_links(client, liege):
    """No fact of a space stands in a link that leads nowhere."""
    make_space(
        city=liege,
        slug="mill",
        website="https://mill.example/",
        phone="+32 4 123 45-67",
        email="desk@mill.example",
        video_url="https://video.example/mill",
    )
    shown = page(client.get("/en/spaces/mill/"))
    assert shown.values("dl.facts a", "href") == [
        "/en/spaces/mill/website/",
        "tel:+3241234567",
        "mailto:desk@mill.example",
        "https://video.example/mill",
    ]
    assert "" not in shown.values("a", "href")


def test_facts_make_no_links_of_other_schemes(client, liege):
    make_space(city=liege, slug="mill", video_url="javascript:alert(1)")
    shown = page(client.get("/en/spaces/mill/"))
    assert "javascript:alert(1)" in shown.one("dl.facts").text
    assert not shown.has('[href^="javascript:"]')


def test_closed_space_keeps_its_page_and_leaves_the_list(client, liege):
    space = make_full_space(liege, 1, status="closed", closed="2019")
    assert page_of(client, space).has(".note b", "This place has closed")
    assert cards(client.get("/en/be/liege/")) == []


def test_unpublished_space_is_not_found(client, liege):
    space = make_full_space(liege, 1, is_published=False)
    assert client.get(space.get_absolute_url()).status_code == 404


def test_spaces_at_one_address_link_to_each_other(client, liege):
    first = make_full_space(liege, 1, latitude=50.63, longitude=5.57)
    second = make_full_space(liege, 2, latitude=50.63, longitude=5.57)
    for space, other in ((first, second), (second, first)):
        assert page_of(client, space).texts("section[aria-labelledby=here] li") == [other.name]


@pytest.mark.parametrize(("latitude", "longitude"), [(50.63, 5.57), (-16.9, 179.995), (78.2, -179.99)])
def test_spaces_within_three_kilometres_are_listed_nearest_first(client, liege, latitude, longitude):
    """Also where the way to them leads over the 180th meridian. The map has those within its frame."""
    here = make_full_space(liege, 1, latitude=latitude, longitude=longitude)
    east = 1 / (111.2 * math.cos(math.radians(latitude)))  # a kilometre, in degrees

    def beside(km):
        return (longitude + km * east + 180) % 360 - 180

    for number, km in {2: 2.0, 3: -0.5, 4: -2.5, 5: 1.0, 6: 3.2}.items():
        make_full_space(liege, number, latitude=latitude, longitude=beside(km))
    many = [Space(name="Far", slug=f"far-{n}", city=liege, latitude=latitude) for n in range(60)]
    for n, far in enumerate(many):  # more of them on either side than are looked at
        far.longitude = beside(2.8 if n % 2 else -2.8)
        far.cell = cell_of(latitude, far.longitude)
    Space.objects.bulk_create(many)
    make_full_space(liege, 7, latitude=latitude + 0.1 / 111.2, longitude=longitude)
    make_full_space(liege, 8, latitude=latitude, longitude=longitude, status="closed")
    shown = page_of(client, here)
    dots = shown.values(".map-around .map-spot", "data-url")
    assert dots[:3] == [f"/en/spaces/table-{number}/" for number in (7, 3, 5)]
    assert dots[-1] == here.get_absolute_url()
    assert f"and {len(dots) - 1} places nearby" in shown.one(".map-around svg")["aria-label"]
    assert "/en/spaces/table-4/" not in dots
    assert shown.texts("section[aria-labelledby=near] li") == [
        "Table 7 0.1 km",
        "Table 3 0.5 km",
        "Table 5 1.0 km",
        "Table 2 2.0 km",
        "Table 4 2.5 km",
        "Far 2.8 km",
    ]


def test_amenity_that_is_no_longer_defined_is_shown_by_its_key(client, liege):
    space = make_space("The Mill", city=liege, amenities=("fax_machine", "power", "wifi"))
    assert page_of(client, space).texts("ul.amenities li") == ["Wifi", "Power sockets", "Fax_machine"]


def test_space_without_details_needs_few_queries(client, liege, settings, django_assert_num_queries):
    """Of a space of which little is known: itself, prices, sources, neighbours, comments.

    Besides, once for all pages until the data change: the data version, the vocabulary, which parts of
    the site and which of the operator's pages the footer links to.
    """
    settings.PAGE_CACHE_SECONDS = 0
    space = make_space("The Mill", city=liege)
    with django_assert_num_queries(9):
        client.get(space.get_absolute_url())


def test_markup_in_a_name_is_shown_as_text(client, liege):
    space = make_full_space(liege, 1)
    Space.objects.filter(pk=space.pk).update(
        name="<script>alert(1)</script>", description="<img src=x onerror=alert(1)>"
    )
    for path in (space.get_absolute_url(), "/en/be/liege/", "/en/"):
        source = client.get(path).content.decode()
        assert "<script>alert" not in source
        assert "<img src=x" not in source
