"""Questions whose SQL is written once answer what the ORM itself would, whoever asks and how often."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.db.models import Exists, OuterRef, Q

from coworking.database.prepared import AnyOf, Param, PreparedQuery
from spaces.directory.models import Space
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


def test_objects_are_those_of_the_queryset(spaces, django_assert_num_queries):
    asked = PreparedQuery(lambda: plans_of(Param(0)))
    for space in (spaces[0], spaces[3], spaces[0]):
        with django_assert_num_queries(1):
            (plan,) = asked.objects(space.pk)
            told = (plan.space.name, plan.space.city.name, plan.source.name, plan.amount, plan.as_of)
        (same,) = plans_of(space)
        assert plan == same
        assert told == (same.space.name, same.space.city.name, same.source.name, same.amount, same.as_of)


def test_what_was_left_out_is_asked_for_when_somebody_looks(spaces):
    asked = PreparedQuery(lambda: Space.objects.filter(slug=Param(0)).only("name"))
    assert asked.one("table-2").kind == spaces[2].kind


def test_what_a_queryset_annotates_stands_on_its_objects(spaces):
    plans = Plan.objects.filter(space=OuterRef("pk"), amount=Param(1))
    asked = PreparedQuery(lambda: Space.objects.filter(slug=Param(0)).annotate(is_cheap=Exists(plans)))
    assert asked.one("table-2", "12.50").is_cheap is True
    assert asked.one("table-2", "10.50").is_cheap is False


def test_nothing_found_is_nothing(spaces):
    asked = PreparedQuery(lambda: Space.objects.filter(slug=Param(0)))
    assert asked.one("no-such-table") is None
    assert asked.objects("no-such-table") == []


def test_one_value_may_stand_in_several_places_and_a_list_in_one(spaces):
    keys = [space.pk for space in spaces[:2]]
    asked = PreparedQuery(
        lambda: Space.objects.filter(Q(slug=Param(0)) | Q(name=Param(0)) | AnyOf("pk", Param(1)))
    )
    found = {space.slug for space in asked.objects("Table 3", keys)}
    assert found == {"table-0", "table-1", "table-3"}
    assert found == {row[2] for row in asked.rows("Table 3", keys)}


@pytest.mark.parametrize(("threshold", "plans"), [(0, 1), (None, 0)])
def test_postgresql_plans_a_question_once_unless_a_pooler_stands_between(
    spaces, monkeypatch, threshold, plans
):
    connection = connections["default"]
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "prepare_threshold", threshold)
    before = planned(connection)
    asked = PreparedQuery(lambda: Space.objects.filter(slug=Param(0), floor=str(threshold)))
    assert [asked.one(f"table-{n}") for n in range(2)] == [None, None]
    assert planned(connection) - before == (plans if connection.vendor == "postgresql" else 0)


def planned(connection) -> int:
    """How many statements about the floors of spaces PostgreSQL has planned for the connection."""
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE strpos(statement, %s) > 0", ['"floor" = $']
        )
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_threads_ask_at_the_same_time(shared_database, spaces):
    asked = PreparedQuery(lambda: Space.objects.filter(slug=Param(0)).select_related("city"))

    def ask(number: int) -> str:
        try:
            return asked.one(f"table-{number % 4}").city.name
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(80))) == [f"Town {n % 4}" for n in range(80)]
