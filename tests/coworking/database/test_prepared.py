"""Prepared queries return what the ORM would return for the same queryset."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.db.models import Exists, OuterRef, Q

from coworking.database.prepared import AnyOf, Param, PreparedQuery, StartsWith, prefix_range, set_prefetched
from spaces.directory.models import Space
from spaces.geography.models import City, Country
from spaces.pricing.models import Plan
from tests.factories import make_city, make_plan, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture
def spaces(db) -> list[Space]:
    made = [make_space(f"Table {n}", slug=f"table-{n}", city=make_city(f"Town {n}")) for n in range(4)]
    for n, space in enumerate(made):
        make_plan(space, amount=f"1{n}.50")
    return made


def plans_of(space) -> object:
    found = Plan.objects.filter(space=space).select_related("source", "space__city")
    return found.order_by("-amount")


def test_objects_are_those_of_the_queryset_with_related_objects(spaces, django_assert_num_queries):
    query = PreparedQuery(lambda: plans_of(Param(0)))
    for space in (spaces[0], spaces[3], spaces[0]):
        with django_assert_num_queries(1):
            (plan,) = query.objects(space.pk)
            values = (plan.space.name, plan.space.city.name, plan.source.name, plan.amount, plan.as_of)
        (same,) = plans_of(space)
        assert plan == same
        assert values == (same.space.name, same.space.city.name, same.source.name, same.amount, same.as_of), (
            "Django's SQL compiler describes its columns otherwise (`klass_info`): "
            "see _InstanceFactory in coworking/database/prepared.py"
        )


def test_fields_left_out_by_only_are_loaded_on_access(spaces):
    query = PreparedQuery(lambda: Space.objects.filter(slug=Param(0)).only("name"))
    assert query.first("table-2").kind == spaces[2].kind


def test_annotations_are_set_on_the_objects(spaces):
    plans = Plan.objects.filter(space=OuterRef("pk"), amount=Param(1))
    query = PreparedQuery(lambda: Space.objects.filter(slug=Param(0)).annotate(is_cheap=Exists(plans)))
    assert query.first("table-2", "12.50").is_cheap is True
    assert query.first("table-2", "10.50").is_cheap is False


def test_without_a_match_first_is_none(spaces):
    query = PreparedQuery(lambda: Space.objects.filter(slug=Param(0)))
    assert query.first("no-such-table") is None
    assert query.objects("no-such-table") == []


def test_a_param_may_be_used_twice_and_may_be_a_list(spaces):
    keys = [space.pk for space in spaces[:2]]
    query = PreparedQuery(
        lambda: Space.objects.filter(Q(slug=Param(0)) | Q(name=Param(0)) | AnyOf("pk", Param(1)))
    )
    found = {space.slug for space in query.objects("Table 3", keys)}
    assert found == {"table-0", "table-1", "table-3"}
    assert found == {row[2] for row in query.rows("Table 3", keys)}


def test_any_of_takes_a_list():
    for name in ("Liège", "Lier", "Mons"):
        make_city(name)
    query = PreparedQuery(
        lambda: City.objects.filter(AnyOf("name", Param(0))).order_by("name").values_list("name")
    )
    assert query.rows(["Mons", "Lier", "Gent"]) == [("Lier",), ("Mons",)]
    assert query.rows([]) == []


def test_starts_with_takes_a_prefix_range():
    for name in ("Liège", "Lier", "Mons"):
        make_city(name)
    query = PreparedQuery(
        lambda: City.objects.filter(StartsWith("slug", 1), country=Param(0)).values_list("slug")
    )
    assert sorted(query.rows("BE", *prefix_range("li"))) == [("liege",), ("lier",)]
    assert query.rows("BE", *prefix_range("li%")) == []
    assert query.rows("FR", *prefix_range("li")) == []


def test_a_queryset_is_built_once_and_each_execution_is_one_query(django_assert_num_queries):
    make_city("Liège")
    query = PreparedQuery(lambda: Country.objects.filter(pk=Param(0)).values_list("pk"))
    query.rows("BE")
    query.build = None  # not called again
    with django_assert_num_queries(1):
        assert query.rows("BE") == [("BE",)]


def test_prefetched_rows_are_used_without_a_query(spaces, django_assert_num_queries):
    space, plans = spaces[0], list(Plan.objects.all())
    set_prefetched(space, "plans", Plan, plans)
    with django_assert_num_queries(0):
        assert list(space.plans.all()) == plans, (
            "Django's related managers no longer look into `_prefetched_objects_cache`: "
            "see set_prefetched in coworking/database/prepared.py"
        )


@pytest.mark.parametrize(("threshold", "prepared"), [(0, 1), (None, 0)])
def test_postgresql_prepares_a_statement_once_unless_behind_a_pooler(
    spaces, monkeypatch, threshold, prepared
):
    connection = connections["default"]
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "prepare_threshold", threshold)
    before = count_prepared(connection)
    query = PreparedQuery(lambda: Space.objects.filter(slug=Param(0), floor=str(threshold)))
    assert [query.first(f"table-{n}") for n in range(2)] == [None, None]
    assert count_prepared(connection) - before == (prepared if connection.vendor == "postgresql" else 0)


def count_prepared(connection) -> int:
    """How many statements about the floors of spaces PostgreSQL has prepared for the connection."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE strpos(statement, %s) > 0", ['"floor" = $']
        )
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_threads_execute_one_query_at_the_same_time(shared_database, spaces):
    query = PreparedQuery(lambda: Space.objects.filter(slug=Param(0)).select_related("city"))

    def city_name(number: int) -> str:
        try:
            return query.first(f"table-{number % 4}").city.name
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(city_name, range(80))) == [f"Town {n % 4}" for n in range(80)]
