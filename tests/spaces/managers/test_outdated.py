"""Facts that are older than the limit of their kind are stale: on pages, and in the manager's queue."""

import datetime as dt

import pytest
from django.utils import timezone

from spaces.managers import facts, outdated
from spaces.provenance.models import Basis
from tests.factories import make_amenity, make_manager, make_plan, make_source, make_space, make_statement
from tests.pages import page as parsed

pytestmark = pytest.mark.django_db


def months_ago(months):
    return (timezone.localdate() - dt.timedelta(days=months * 30.44)).isoformat()


@pytest.fixture
def mill(db):
    return make_space(
        slug="the-mill", phone="+32 4 1", opening_hours="Mo-Fr 09:00-18:00", latitude=None, longitude=None
    )


def names(space, kind):
    return {fact.name for fact in outdated.known_facts([space])[space.pk] if fact.freshness.key == kind}


@pytest.mark.parametrize(
    ("fact", "limit"), [("prices", 6), ("opening_hours", 12), ("phone", 24), ("amenities", 24)]
)
@pytest.mark.usefixtures("any_day")
def test_each_kind_of_fact_has_its_own_limit(mill, fact, limit):
    make_amenity(mill)
    for age, is_stale in ((limit - 1, False), (limit + 1, True)):
        if fact == "prices":
            mill.plans.all().delete()
            make_plan(mill, as_of=months_ago(age))
        else:
            value = {"wifi": "yes"} if fact == "amenities" else getattr(mill, fact)
            mill.statements.all().delete()
            make_statement(mill, {fact: value}, as_of=months_ago(age))
        assert (fact in names(mill, "stale")) is is_stale


@pytest.mark.usefixtures("any_day")
def test_prices_are_as_old_as_the_oldest(mill):
    make_plan(mill, 18, as_of=facts.today())
    make_plan(mill, 200, "month", as_of="2015")
    assert names(mill, "stale") == {"prices"}


def test_a_fact_whose_date_is_only_a_bound_is_undated(mill):
    make_statement(mill, {"phone": mill.phone}, as_of="2015", as_of_basis=Basis.NOT_BEFORE)
    assert "phone" in names(mill, "undated")


@pytest.mark.usefixtures("any_day")
def test_a_stale_fact_is_dated_on_the_page_of_the_space(client, mill):
    make_statement(mill, {"phone": mill.phone}, as_of="2015")
    shown = parsed(client.get("/en/spaces/the-mill/"))
    assert "All facts here date from 2015." in shown.one(".space-sources").text
    facts.confirm(mill, ["phone"])
    assert not parsed(client.get("/en/spaces/the-mill/")).has(".space-sources")


def test_the_managers_queue_lists_stale_facts_of_all_their_spaces(client, mill):
    olga = make_manager(mill)
    other = make_space("The Other")
    other.roles.create(member=olga)
    make_statement(mill, {"phone": mill.phone}, as_of="2015")
    make_plan(other, as_of="2015")
    client.force_login(olga)
    tasks = parsed(client.get("/manage/")).texts(".managed-space-tasks li")
    assert "1 stale: telephone" in tasks
    assert "1 stale: prices" in tasks
    assert "stale or undated" in client.get("/en/spaces/the-mill/keep/").content.decode()


def test_the_managers_page_names_the_source_and_date_of_each_fact(client, mill):
    make_statement(mill, {"phone": mill.phone}, source=make_source("City guide"), as_of="2015")
    client.force_login(make_manager(mill))
    assert "City guide, 2015" in parsed(client.get("/en/spaces/the-mill/keep/")).texts("li small")


def test_query_count_does_not_grow_with_the_number_of_spaces(mill, django_assert_num_queries):
    spaces = [mill, *(make_space() for _number in range(9))]
    for space in spaces:
        make_plan(space)
        make_statement(space)
    with django_assert_num_queries(3):
        assert len(outdated.known_facts(spaces)) == 10
