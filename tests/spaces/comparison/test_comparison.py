"""Tests of the page that compares spaces."""

import pytest
from django.utils import translation

from spaces.directory.models import SpaceSlug
from tests.factories import make_city, make_plan, make_rate, make_space, make_statement
from tests.pages import Element, page

pytestmark = pytest.mark.django_db
URL = "/en/compare/"


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def liege():
    return make_city()


@pytest.fixture
def two(liege):
    """One of which much is known, and one of which nothing is."""
    full = make_space(
        "Lantern",
        city=liege,
        slug="lantern",
        amenities={"wifi": "yes", "coffee": "yes", "wheelchair": "limited: two steps", "kitchen": "no"},
        opening_hours="24/7",
        desks=12,
    )
    make_plan(full, "18")
    make_plan(full, "150", "month")
    make_statement(full, {"name": "Lantern"})
    return full, make_space(
        "Old Mill", city=liege, slug="old-mill", amenities={"wifi": "yes", "wheelchair": "yes"}
    )


def compare(client, *slugs: str, **query: str) -> Element:
    return page(client.get(URL, {"space": slugs, **query}))


def rows(shown: Element) -> dict[str, list[str]]:
    """{row: [cell, ...]} of the table, as text."""
    return {heading: cells for heading, *cells in shown.rows("table.compare tr")}


def test_known_facts_are_side_by_side_and_unknown_ones_marked(client, two):
    response = client.get(URL, {"space": ["lantern", "old-mill"]})
    table = rows(page(response))
    assert table["A day"] == ["€18", "not known"]
    assert table["A month"] == ["€150", "not known"]
    assert table["Now"] == ["Open, day and night", "Hours not known"]
    assert table["Capacity"] == ["12 desks", "not known"]
    assert table["wifi"] == ["yes", "yes"]
    assert table["coffee"] == ["yes", "not known"]
    assert table["wheelchair access differs"] == ["limited (two steps)", "yes"]
    assert table["kitchen"] == ["no", "not known"]
    assert table["Recommended"] == ["nobody yet", "nobody yet"]
    assert "a web page, 12 March 2026" in table["Sources"][0]
    assert "sessionid" not in response.cookies


def compared_slugs(response):
    """The slugs of the compared spaces, in the order of the columns."""
    shown = page(response)
    links = [link.rstrip("/").rsplit("/", 1)[1] for link in shown.values("thead th > a:first-child", "href")]
    assert shown.values("form.usage input[name=space]", "value") == links
    return links


def test_spaces_are_in_the_order_of_the_url(client, two):
    for slugs in (["lantern", "old-mill"], ["old-mill", "lantern"]):
        assert compared_slugs(client.get(URL, {"space": slugs})) == slugs


def test_usage_and_distance_are_shown_when_requested(client, two):
    table = rows(compare(client, "lantern", "old-mill", days="6", near="50.63373,5.56749"))
    assert table["My usage"] == ["€108 a month 6 days · with or without tax: not known", "not known"]
    assert table["Distance"] == ["0.0 km", "0.0 km"]
    assert "Distance" not in rows(compare(client, "lantern"))


def test_foreign_prices_are_converted_to_the_currency_of_the_first_space(client, two):
    make_rate("GBP", "0.80")
    abroad = make_space("Fog", city=make_city("London", "GB", timezone="Europe/London"), slug="fog")
    make_plan(abroad, "16")
    shown = compare(client, "lantern", "fog", days="1")
    assert rows(shown)["My usage"][1].startswith("≈ €20")
    assert shown.has("p", "European Central Bank’s rate of 12 March 2026")


def test_foreign_prices_stand_beside_their_amount_in_the_currency_of_the_first_space(client, two):
    abroad = make_space("Fog", city=make_city("London", "GB", timezone="Europe/London"), slug="fog")
    make_plan(abroad, "16")
    assert rows(compare(client, "lantern", "fog"))["A day"][1] == "£16"  # no rate is known
    make_rate("GBP", "0.80")
    shown = compare(client, "lantern", "fog")
    assert rows(shown)["A day differs"] == ["€18", "£16 ≈ €20"]
    assert shown.has("p", "European Central Bank’s rate of 12 March 2026")


def test_only_what_is_known_of_two_spaces_differs(client, two, liege):
    make_space("Third", city=liege, slug="third", desks=40)
    table = rows(compare(client, "lantern", "old-mill"))
    assert "Capacity" in table
    assert "A day" in table
    table = rows(compare(client, "lantern", "old-mill", "third"))
    assert table["Capacity differs"] == ["12 desks", "not known", "40 desks"]


def test_what_differs_stands_before_what_does_not(client, two):
    amenities = compare(client, "lantern", "old-mill").texts("tbody.has th[scope=row]")
    assert amenities[0] == "wheelchair access differs"


def test_an_old_price_says_when_it_was_one(client, two):
    old = make_space("Past", slug="past")
    make_plan(old, "9", as_of="2019-05")
    assert rows(compare(client, "past", "lantern"))["A day differs"][0] == "€9 · 2019"


def test_fifth_space_is_left_out_with_a_message(client, liege):
    slugs = [make_space(city=liege).slug for _number in range(5)]
    response = client.get(URL, {"space": slugs})
    assert compared_slugs(response) == slugs[:4]
    assert page(response).has(".note", "the first 4 are shown")


def test_unknown_and_unpublished_spaces_are_reported_and_repeated_ones_shown_once(client, two):
    make_space("Secret", slug="secret", is_published=False)
    SpaceSlug.objects.create(space=two[0], slug="old-name")
    response = client.get(URL, {"space": ["old-name", "lantern", "secret", "nowhere", "old-mill"]})
    assert compared_slugs(response) == ["lantern", "old-mill"]
    assert page(response).one(".note").text == "Not known here, and left out: secret, nowhere"
    assert "Secret" not in page(response).text


def test_spaces_can_be_removed_and_others_added(client, two, liege):
    make_space("Third", city=liege, slug="third")
    shown = compare(client, "lantern", "old-mill", days="6")
    assert shown.links("thead a.remove") == {
        "Remove Lantern": f"{URL}?space=old-mill&days=6",
        "Remove Old Mill": f"{URL}?space=lantern&days=6",
    }
    assert shown.links("section[aria-labelledby=add] li a") == {
        "Third": f"{URL}?space=lantern&space=old-mill&space=third&days=6"
    }


@pytest.mark.parametrize(
    "query",
    ["", "space=", "space=" + "a" * 3000, "space=lantern&days=x&near=nan,nan", "days=99"],
)
def test_empty_and_invalid_parameters_are_no_error(client, two, query):
    response = client.get(f"{URL}?{query}")
    assert response.status_code == 200


def test_invalid_usage_is_reported_beside_the_table(client, two):
    assert len(compare(client, "lantern", days="99", near="x").select("form.usage .error")) == 2


def test_four_spaces_need_no_more_queries_than_two(client, liege, django_assert_max_num_queries):
    slugs = []
    for number in range(4):
        space = make_space(city=liege, amenities=("wifi", "coffee"), opening_hours="Mo-Fr 09:00-18:00")
        make_plan(space, str(10 + number))
        make_statement(space, {"name": space.name})
        slugs.append(space.slug)
    with django_assert_max_num_queries(11):  # one for the site's settings, if they were ever saved
        client.get(URL, {"space": slugs, "days": "4"})


def test_markup_in_a_name_is_shown_as_text(client, two):
    type(two[0]).objects.update(name="<script>alert(1)</script>")
    shown = compare(client, "lantern", "<b>")
    assert shown.one("thead th > a:first-child").text == "<script>alert(1)</script>"
    assert "left out: <b>" in shown.one(".note").text


def test_cards_and_pages_link_to_the_comparison(client, two):
    listing = page(client.get("/en/be/liege/", {"days": "6"}))
    boxes = listing.values('li.card input[name=space][form="compare"]', "value")
    assert sorted(boxes) == ["lantern", "old-mill"]
    assert listing.one("form#compare")["action"] == URL
    form = page(client.get(two[0].get_absolute_url())).one(f'form[action="{URL}"]')
    assert form.form_data() == {"space": ["lantern"]}
