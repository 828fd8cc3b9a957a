"""Memoised functions: called once per arguments and data version, in GET requests only."""

import pytest
from django.test import Client

from coworking.caching import data_version, memoize, reads
from coworking.caching.memoize import MAX_VALUES, MemoizedValues
from reviews.comments.models import Comment
from spaces.directory.models import Space
from spaces.geography.models import City
from tests.factories import make_city, make_comment, make_space

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


def test_values_are_dropped_with_what_they_were_read_from_and_beyond_the_limit():
    memoized, city = MemoizedValues(), make_city("Liège")
    names, versions = City.objects.values_list("name"), data_version.versions()
    assert memoized.at(versions, "key", names.get) == ("Liège",)
    assert memoized.at(versions, "key", names.none) == ("Liège",)
    City.objects.filter(pk=city.pk).update(name="Luik")
    assert memoized.at(data_version.versions(), "key", names.get) == ("Luik",)
    for number in range(MAX_VALUES):
        memoized.at(versions, number, str)
    assert len(memoized.values) < MAX_VALUES


def test_a_value_stays_when_another_table_changes(counted):
    names, calls = counted
    city = make_city("Liège")
    for _request in range(2):
        start_request()
        names("BE")
        make_space(city=city)
    assert calls == ["BE", "BE"]  # the count of a city's spaces stands with the city
    start_request()
    names("BE")
    make_comment(Space.objects.first(), "Quiet.")
    start_request()
    names("BE")
    assert calls == ["BE"] * 3


def test_a_function_depends_on_what_the_memoised_functions_read_that_it_calls(counted):
    names, _calls = counted

    @memoize.memoize
    def first(code: str) -> str:
        return names(code)[0]

    make_city("Mons")
    for _request in range(2):
        start_request()
        names("BE")  # known when the other one asks
        assert first("BE") == "Mons"
    make_city("Liège")
    start_request()
    assert first("BE") == "Liège"


def test_a_function_that_is_called_for_one_part_depends_on_all_that_it_reads():
    @memoize.memoize
    def texts() -> list[str]:
        return list(Comment.objects.values_list("text", flat=True))

    space, other = make_space(), make_space()
    make_comment(space, "Bright.")
    start_request()
    with reads.of_part(space.pk):
        assert texts() == ["Bright."]
    make_comment(other, "Quiet.")
    start_request()
    assert sorted(texts()) == ["Bright.", "Quiet."]


def test_a_value_that_was_computed_while_somebody_wrote_is_not_taken_for_new():
    @memoize.memoize
    def names() -> list[str]:
        found = sorted(City.objects.values_list("name", flat=True))
        if len(found) == 1:
            make_city("Mons")  # commits before the value is stored
        return found

    make_city("Liège")
    start_request()
    assert names() == ["Liège"]
    start_request()
    assert names() == ["Liège", "Mons"]


def test_the_next_page_shows_a_new_city():
    city = make_city("Liège")
    make_space(city=city, amenities=("wifi",))
    assert "Herstal" not in Client().get("/en/").content.decode()
    make_space(city=make_city("Herstal"))
    assert "Herstal" in Client().get("/en/").content.decode()
