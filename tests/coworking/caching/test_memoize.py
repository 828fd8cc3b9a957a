"""What a process holds is as new as the data; questions that are written once answer like the ORM."""

import pytest
from django.test import Client

from coworking.caching import memoize
from coworking.database.prepared import AnyOf, Param, PreparedQuery, StartsWith, beginning
from spaces.geography.models import City, Country
from tests.factories import make_city, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted():
    """A function that tells how often it was called, held."""
    calls = []

    @memoize.memoize
    def names(code: str) -> list[str]:
        calls.append(code)
        return sorted(City.objects.filter(country=code).values_list("name", flat=True))

    return names, calls


def in_a_page(method: str = "GET"):
    memoize._begin(None, {"REQUEST_METHOD": method})


@pytest.fixture(autouse=True)
def no_page():
    yield
    memoize._end(None)


def test_pages_share_a_value_until_the_data_changes(counted):
    names, calls = counted
    make_city("Liège")
    for _page in range(2):
        in_a_page()
        assert names("BE") == ["Liège"]
    assert (names("FR"), calls) == ([], ["BE", "FR"])
    make_city("Mons")
    in_a_page()
    assert names("BE") == ["Liège", "Mons"]


@pytest.mark.parametrize("method", ["POST", None])
def test_nothing_is_held_where_something_may_be_written(counted, method):
    names, calls = counted
    if method:
        in_a_page(method)
    names("BE")
    names("BE")
    assert calls == ["BE", "BE"]


def test_a_new_amenity_or_city_stands_on_the_next_page():
    city = make_city("Liège")
    make_space(city=city, amenities=("wifi",))
    assert "Herstal" not in Client().get("/en/").content.decode()
    make_space(city=make_city("Herstal"))
    assert "Herstal" in Client().get("/en/").content.decode()


def test_slots_take_values_lists_and_beginnings():
    for name in ("Liège", "Lier", "Mons"):
        make_city(name)
    among = PreparedQuery(
        lambda: City.objects.filter(AnyOf("name", Param(0))).order_by("name").values_list("name")
    )
    assert among.rows(["Mons", "Lier", "Gent"]) == [("Lier",), ("Mons",)]
    assert among.rows([]) == []
    begins = PreparedQuery(
        lambda: City.objects.filter(StartsWith("slug", 1), country=Param(0)).values_list("slug")
    )
    assert sorted(begins.rows("BE", *beginning("li"))) == [("liege",), ("lier",)]
    assert begins.rows("BE", *beginning("li%")) == []
    assert begins.rows("FR", *beginning("li")) == []


def test_a_question_is_written_once_and_asks_once(django_assert_num_queries):
    make_city("Liège")
    asked = PreparedQuery(lambda: Country.objects.filter(pk=Param(0)).values_list("pk"))
    asked.rows("BE")
    asked.build = None  # never needed again
    with django_assert_num_queries(1):
        assert asked.rows("BE") == [("BE",)]
