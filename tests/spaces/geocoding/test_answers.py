"""What each kind of geocoder is asked, and which of its answers are taken."""

import pytest

from spaces.geocoding.models import Finding
from spaces.geocoding.placing import place
from tests.spaces.geocoding.conftest import collection, photon

NEAR = (50.8401, 4.3605)


def nominatim(at=NEAR, **changed):
    found = {"category": "building", "type": "yes", "addresstype": "building", "place_rank": 30} | changed
    address = {"house_number": "12", "road": "Rue du Trône - Troonstraat", "country_code": "be"}
    return [{"lat": str(at[0]), "lon": str(at[1]), "address": address, **found}]


def addok(at=NEAR, **changed):
    found = {"type": "housenumber", "name": "12 Rue du Trône", "street": "Rue du Trône", "score": 0.96}
    return collection((at, found | changed))


FORMATS = {
    "photon": (photon(), {"q": "12 rue du Trône, 1050 Brussels, Belgium", "lat": "50.85045"}),
    "nominatim": (
        nominatim(),
        {"q": "12 rue du Trône, 1050 Brussels", "countrycodes": "be", "format": "jsonv2"},
    ),
    "addok": (addok(), {"q": "12 rue du Trône, 1050 Brussels", "lon": "4.34878"}),
}


@pytest.mark.once
@pytest.mark.parametrize("form", FORMATS)
def test_each_geocoder_is_asked_in_its_way_and_its_answer_is_read(geocoder, mill, settings, form):
    settings.GEOCODER_FORMAT, settings.GEOCODER_COUNTRIES = form, ["BE"]
    geocoder.answer, expected = FORMATS[form]
    assert place(mill, 5) == Finding.PLACED
    mill.refresh_from_db()
    assert (mill.latitude, mill.longitude) == NEAR
    assert mill.statements.get(as_of_basis="placed").facts["placed_as"] == "building"
    [asked] = geocoder.asked
    assert expected.items() <= asked.items()
    assert geocoder.agents == [f"coworking-directory (+{settings.SITE_URL})"]


STREETS = [
    ("photon", photon(type="street", name="Rue du Trône", street=None)),
    ("nominatim", nominatim(category="highway", address={"road": "Rue du Trône", "country_code": "be"})),
    ("addok", addok(type="street", name="Rue du Trône", street=None)),
]


@pytest.mark.once
@pytest.mark.parametrize(("form", "answer"), STREETS)
def test_a_street_is_precise_enough_and_is_known_to_be_no_building(geocoder, mill, settings, form, answer):
    settings.GEOCODER_FORMAT, settings.GEOCODER_COUNTRIES = form, ["BE"]
    geocoder.answer = answer
    assert place(mill, 5) == Finding.PLACED
    assert mill.statements.get(as_of_basis="placed").facts["placed_as"] == "street"


LONDON = (51.5, -0.12)
REFUSED = [
    ("photon", photon(countrycode="FR"), Finding.OTHER_COUNTRY),
    ("photon", photon(at=LONDON), Finding.FAR),
    ("photon", photon(at=(50.85, 4.79)), Finding.FAR),  # 31 km
    ("photon", photon(type="locality"), Finding.IMPRECISE),
    ("photon", photon(street="Rue de la Loi"), Finding.OTHER_STREET),
    ("photon", photon(street=None), Finding.OTHER_STREET),
    ("photon", collection(), Finding.NOT_FOUND),
    ("photon", collection(((None, "x"), {}), ((95, 4), {})), Finding.NOT_FOUND),
    ("photon", [], Finding.NOT_FOUND),
    ("photon", {"features": [1, {"geometry": 2}]}, Finding.NOT_FOUND),
    ("nominatim", [], Finding.NOT_FOUND),
    ("nominatim", {"error": "no"}, Finding.NOT_FOUND),
    ("nominatim", [7, {"lat": "a", "lon": "nan"}], Finding.NOT_FOUND),
    ("nominatim", nominatim(address={"city": "Brussels", "country_code": "be"}), Finding.IMPRECISE),
    ("addok", addok(type="municipality", name="Bruxelles"), Finding.IMPRECISE),
    ("addok", addok(at=(50.63, 3.06)), Finding.FAR),  # of Lille, in the only country that it knows
]


@pytest.mark.once
@pytest.mark.parametrize(("form", "answer", "finding"), REFUSED)
def test_an_answer_that_may_be_another_place_is_refused(geocoder, mill, settings, form, answer, finding):
    settings.GEOCODER_FORMAT = form
    settings.GEOCODER_COUNTRIES = ["BE"] if form == "addok" else []
    geocoder.answer = answer
    assert place(mill, 5) == finding
    mill.refresh_from_db()
    assert not mill.has_position
    assert not mill.statements.filter(as_of_basis="placed").exists()


@pytest.mark.once
def test_an_answer_without_a_country_is_refused_unless_the_settings_name_it(geocoder, mill, settings):
    settings.GEOCODER_FORMAT, settings.GEOCODER_COUNTRIES = "addok", []
    geocoder.answer = addok()
    assert place(mill, 5) == Finding.OTHER_COUNTRY


@pytest.mark.once
def test_of_several_streets_of_that_name_the_one_with_the_postcode_is_taken(geocoder, mill):
    elsewhere, here = photon(at=(50.9, 4.4), postcode="1800"), photon(at=NEAR)
    geocoder.answer = collection() | {"features": elsewhere["features"] + here["features"]}
    assert place(mill, 5) == Finding.PLACED
    mill.refresh_from_db()
    assert (mill.latitude, mill.longitude) == NEAR
