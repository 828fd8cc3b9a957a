"""Unknown is not no: a list offers the spaces that may have the amenities, and never one that has not."""

import pytest

from spaces.geography.coordinates.bounds import Bounds
from spaces.search import candidates
from spaces.search.uncertain import INCLUDING
from tests.factories import make_city, make_plan, make_space
from tests.pages import Element, cards, page
from tests.spaces.search.searching import names, search

pytestmark = pytest.mark.django_db
AMENITIES = {
    "Both": {"wifi": "yes", "lift": "yes"},
    "Wifi": {"wifi": "yes"},
    "No wifi": {"wifi": "no", "lift": "yes"},
    "Slow": {"wifi": "limited: in the hall"},
    "Slow lift": {"wifi": "limited", "lift": "yes"},
    "Nothing": {},
}


@pytest.fixture
def city(db):
    city = make_city("Liège")
    for number, (name, amenities) in enumerate(AMENITIES.items()):
        space = make_space(name, city=city, amenities=amenities, latitude=50.6 + number / 1000, longitude=5.5)
        make_plan(space, str(60 - number))
    return city


def found(query, city):
    return sorted(names(query, city))


def uncertain(query, city):
    counts = search(query, city).uncertain
    return counts.unknown, counts.limited


@pytest.mark.parametrize(
    ("query", "expected", "offered"),
    [
        ("", sorted(AMENITIES), (0, 0)),
        ("include_unknown=1", sorted(AMENITIES), (0, 0)),
        ("amenity=wifi", ["Both", "Wifi"], (1, 2)),
        ("amenity=wifi&include_unknown=1", ["Both", "Nothing", "Wifi"], (0, 2)),
        ("amenity=wifi&include_limited=1", ["Both", "Slow", "Slow lift", "Wifi"], (1, 0)),
        (
            "amenity=wifi&include_unknown=1&include_limited=1",
            sorted(AMENITIES.keys() - {"No wifi"}),
            (0, 0),
        ),
        ("amenity=wifi&amenity=lift", ["Both"], (2, 1)),
        ("amenity=wifi&amenity=lift&include_unknown=1", ["Both", "Nothing", "Wifi"], (0, 2)),
        ("amenity=wifi&q=slow", [], (0, 2)),
        ("amenity=wifi&near=50.603,5.5&radius=0.05", [], (0, 1)),
        ("amenity=wifi&kind=coworking&include_unknown=1", ["Both", "Nothing", "Wifi"], (0, 2)),
        ("amenity=wifi&kind=cafe&include_unknown=1", [], (0, 0)),
    ],
)
def test_what_may_match_is_offered_and_listed_on_request(city, query, expected, offered):
    assert found(query, city) == expected
    assert uncertain(query, city) == offered


@pytest.mark.parametrize("order", ["price", "name", "recommended", "usage&days=3"])
def test_what_is_known_comes_before_what_is_not(city, order):
    listed = names(f"amenity=wifi&include_unknown=1&sort={order}", city)
    assert sorted(listed) == ["Both", "Nothing", "Wifi"]
    if "usage" not in order:  # a price is a price, whatever is known of the wifi
        assert listed[-1] == "Nothing"


def test_the_map_has_what_the_list_has(city):
    shown = search("amenity=wifi&include_unknown=1", city)
    inside = shown.candidates_in(Bounds(50.5995, 5.4, 50.6015, 5.6))
    assert len(inside.rows) == 2
    assert len(shown.candidates_in(Bounds(50, 5, 51, 6)).rows) == 3


def test_facets_say_yes_and_fold_away_what_nothing_has(client, city):
    shown = page(client.get("/en/be/liege/"))
    boxes = {
        box.one("input")["value"]: box
        for box in shown.select(".pick")
        if "amenity" in box.one("input")["name"]
    }
    assert boxes["wifi"].one(".num").text == "2 yes"
    assert boxes["lift"].one(".num").text == "3 yes"
    folded = [box["value"] for box in shown.select("details.more input[name=amenity]")]
    assert "wifi" not in folded
    assert "gym" in folded


def offers(shown: Element):
    return {link.text: link["href"] for link in shown.select(".uncertain a")}


def test_a_list_offers_the_others_with_their_numbers_and_links(client, city):
    shown = page(client.get("/en/be/liege/?amenity=wifi"))
    links = offers(shown)
    assert list(links) == ["1 place where it is not known", "2 places that have it in a limited way"]
    response = client.get(links["1 place where it is not known"])
    assert cards(response)[-1] == "Nothing"
    chips = page(response).texts(".chips li")
    assert any("wifi, or not known" in chip for chip in chips)
    assert list(offers(page(response))) == ["2 places that have it in a limited way"]


def test_an_empty_list_offers_them_too(client, city):
    shown = page(client.get("/en/be/liege/?amenity=gym"))
    assert "No places match." in shown.one("#no-match").text
    assert "6 places where it is not known" in offers(shown)


def test_counts_are_those_of_all_spaces_where_a_place_has_more_than_candidates(city, monkeypatch):
    monkeypatch.setattr(candidates, "LIMIT", 3)
    facets = search("", city).facets
    assert [(option.value, option.count, option.is_more) for option in facets["kind"]] == [
        ("coworking", 6, False)
    ]
    amenities = {option.value: option for option in facets["amenity"]}
    assert (amenities["lift"].count, amenities["lift"].is_more) == (3, False)
    counted = search("amenity=lift&kind=coworking", city).facets
    assert {option.value: option.count for option in counted["amenity"]}["wifi"] == 1


def test_what_is_not_known_of_a_price_hours_and_sizes_is_offered_too(city):
    many = make_space("Known", city=city, desks=8, wifi_mbps=90, opening_hours="24/7")
    make_plan(many, "10")
    make_space("Small", city=city, desks=2, wifi_mbps=10, opening_hours="Mo 03:00-04:00")
    for query in (
        "price_max=12",
        "on=2027-03-02",
        "open=at&at=2027-03-02T10:00",
        "people=6",
        "desks=6",
        "mbps=50",
    ):
        expected = sum(name not in ("Known", "Small") for name in names("", city))
        if query.startswith("price"):
            expected = 1  # "Small": the others ask more
        assert found(query, city) == ["Known"], query
        assert uncertain(query, city) == (expected, 0), query
        assert len(found(f"{query}&include_unknown=1", city)) == 1 + expected, query


def test_a_link_to_what_is_uncertain_adds_as_many_places_as_it_says(city):
    for listed in ("", "&include_limited=1"):
        query = f"amenity=wifi&amenity=lift&price_max=59{listed}"
        before, counts = found(query, city), search(query, city).uncertain
        for name in INCLUDING:
            count = getattr(counts, name.removeprefix("include_"))
            if name not in query:
                assert len(found(f"{query}&{name}=1", city)) == len(before) + count, (query, name)
