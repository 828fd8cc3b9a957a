"""Which spaces may be the place that a member describes."""

import pytest

from spaces.contributions.likely_duplicates import PlaceDescription, find_candidates, find_candidates_for
from tests.factories import make_city, make_country, make_space

pytestmark = pytest.mark.django_db
NOWHERE = {"latitude": None, "longitude": None}


def place(name="", city=None, **facts):
    facts |= {"name": name, "city": "as it was typed"}
    return PlaceDescription(facts, make_country("BE").code, city)


def names(candidates):
    return [candidate.space.name for candidate in candidates]


@pytest.mark.parametrize(
    ("facts", "reasons"),
    [
        ({"website": "https://www.mill.example/fr"}, "the same web domain"),
        ({"phone": "+32 4 333 33 33"}, "the same telephone"),
        (
            {"website": "https://mill.example", "phone": "+32 4 333 33 33"},
            "the same web domain, the same telephone",
        ),
    ],
)
def test_a_web_domain_or_telephone_number_finds_a_space_of_any_other_name(facts, reasons):
    mill = make_space("Mill", website="https://mill.example", phone="+32 4 333 33 33")
    make_space("Goose", website="https://goose.example", phone="+32 4 444 44 44")
    [found] = find_candidates(place("Barn", **facts))
    assert (found.space, found.reason) == (mill, reasons)


def test_a_name_is_looked_for_in_its_country_and_its_longest_word_in_its_city():
    liege, other = make_city("Liège"), make_city("Liège", "FR")
    for name in ("Zap", "Windmill"):
        make_space(name, city=other, **NOWHERE)
    zap, windmill, _oxo = (make_space(name, city=liege, **NOWHERE) for name in ("Zap", "Windmill", "Oxo Co"))
    assert [found.space for found in find_candidates(place("ZAP", liege))] == [zap]
    assert [found.space for found in find_candidates(place("Zoo Windmill", liege))] == [windmill]
    assert find_candidates(place("Oxo", liege)) == []


def test_a_position_finds_what_is_near_it_in_another_country_too():
    facts = {"street": "Rue Haute 12", "latitude": 50.0, "longitude": 5.0}
    liege, other = make_city("Liège"), make_city("Liège", "FR")
    for latitude, longitude in ((50.003, 5.006), (50.005, 5.0), (50.0, 5.009)):
        make_space("Mill", city=other, street="Rue Haute 12", latitude=latitude, longitude=longitude)
    found = find_candidates(place("Mill", liege, **facts))
    assert [candidate.space.latitude for candidate in found] == [50.003]
    for missing in ("latitude", "longitude"):
        assert place("Mill", **(facts | {missing: None})).position is None


def test_five_candidates_are_shown_the_likeliest_first():
    city = make_space("Windmill workers", **NOWHERE).city
    for number in range(5):
        make_space("Windmill", website=f"https://mill{number}.example", **NOWHERE)
    found = find_candidates(place("Windmill", city, website="https://mill3.example"))
    assert [candidate.space.web_domain for candidate in found] == [
        f"mill{number}.example" for number in (3, 0, 1, 2, 4)
    ]


def test_several_places_have_their_own_candidates_in_one_query(django_assert_num_queries):
    for name in ("Mill", "Goose"):
        make_space(name, website=f"https://{name}.example", **NOWHERE)
    places = [place("Barn", website=f"https://{name}.example") for name in ("goose", "other", "mill")]
    with django_assert_num_queries(1):
        assert [names(found) for found in find_candidates_for(places)] == [["Goose"], [], ["Mill"]]
    nothing = [place(), place()]
    with django_assert_num_queries(0):
        assert find_candidates_for(nothing) == [[], []]
