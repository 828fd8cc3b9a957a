"""Memoised functions: called once per arguments and data version, in GET requests only."""

import pytest
from django.test import Client

from coworking.caching import memoize
from coworking.caching.memoize import MAX_VALUES, MemoizedValues
from spaces.geography.models import City
from tests.factories import make_city, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted():
    """A memoised function, and the list of the arguments that it was called with."""
    calls = []

    @memoize.memoize
    def names(code: str) -> list[str]:
        calls.append(code)
        return sorted(City.objects.filter(country=code).values_list("name", flat=True))

    return names, calls


def start_request(method: str = "GET"):
    """As the signal does, which would also close the database's connection."""
    memoize._request_started(None, environ={"REQUEST_METHOD": method})


@pytest.fixture(autouse=True)
def finish_request():
    yield
    memoize._request_finished(None)


def test_requests_share_a_value_until_the_data_changes(counted):
    names, calls = counted
    make_city("Liège")
    for _request in range(2):
        start_request()
        assert names("BE") == ["Liège"]
    assert (names("FR"), calls) == ([], ["BE", "FR"])
    make_city("Mons")
    start_request()
    assert names("BE") == ["Liège", "Mons"]


@pytest.mark.parametrize("method", ["POST", None])
def test_nothing_is_memoised_outside_of_get_requests(counted, method):
    names, calls = counted
    if method:
        start_request(method)
    names("BE")
    names("BE")
    assert calls == ["BE", "BE"]


def test_values_are_dropped_with_the_version_and_beyond_the_limit():
    memoized = MemoizedValues()
    memoized.at(1)["key"] = "value"
    assert memoized.at(1) == {"key": "value"}
    assert memoized.at(2) == {}
    memoized.at(2).update((number, "") for number in range(MAX_VALUES))
    assert memoized.at(2) == {}


def test_the_next_page_shows_a_new_city():
    city = make_city("Liège")
    make_space(city=city, amenities=("wifi",))
    assert "Herstal" not in Client().get("/en/").content.decode()
    make_space(city=make_city("Herstal"))
    assert "Herstal" in Client().get("/en/").content.decode()
