"""Tests of the columns that are derived from the history of a space."""

import pytest

from spaces.audit.models import SpaceLogEntry
from spaces.history import derived_status
from tests.factories import make_event, make_space, make_user
from tests.pages import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def mill():
    return make_space("The Mill", slug="the-mill", latitude=None, longitude=None)


def record(space, *events):
    """Record these events ("closed 2019", "succeeded 2020" ...) and let the columns follow."""
    for event in events:
        kind, _blank, date = event.partition(" ")
        make_event(space, kind, date)
    derived_status.update_from_history(space)
    space.refresh_from_db()
    return space.status, space.opened, space.closed


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (["planned 2025"], ("planned", "", "")),
        (["planned 2025", "opened 2026-02"], ("open", "2026-02", "")),
        (["opened 2012", "closed 2019-06"], ("closed", "2012", "2019-06")),
        (["closed 2019-06", "opened 2012"], ("closed", "2012", "2019-06")),
        (["opened 2012", "closed 2019", "reopened 2021"], ("open", "2012", "")),
        (["opened 2012", "closed 2015", "reopened 2017", "closed 2020-01"], ("closed", "2012", "2020-01")),
        (["closed", "opened 2012"], ("closed", "2012", "")),
        (["opened", "closed 2019"], ("closed", "", "2019")),
        (["closed 2019", "opened"], ("closed", "", "2019")),
        (["opened 2012", "succeeded 2013"], ("moved", "2012", "")),
        (["opened 2012", "closed 2013", "succeeded"], ("closed", "2012", "2013")),
        (["opened 2012", "moved 2016"], ("open", "2012", "")),
        (["renamed 2014", "noted 2015", "changed 2016", "founded 2009"], ("open", "", "")),
    ],
)
def test_last_event_decides_the_columns(mill, events, expected):
    assert record(mill, *events) == expected


def test_move_without_a_known_new_place_keeps_the_status(mill):
    mill.status = "moved"
    mill.save()
    assert record(mill, "opened 2012", "moved 2016", "noted 2017")[0] == "moved"


def test_known_opening_date_is_not_changed(mill):
    mill.opened = "2011-05-02"
    mill.save()
    assert record(mill, "opened 2012")[1] == "2011-05-02"


def test_move_to_another_space_sets_the_successor_and_reopening_clears_it(client, mill):
    numa = make_space("NUMA")
    make_event(mill, "opened", "2008")
    make_event(mill, "moved", "2013-10", other=numa)
    derived_status.update_from_history(mill)
    assert (mill.status, mill.successor) == ("moved", numa)
    (entry,) = page(client.get(mill.get_absolute_url())).select("ol.timeline li", "Moved to NUMA")
    assert entry.one("a")["href"] == numa.get_absolute_url()
    record(mill, "reopened 2015")
    assert (mill.status, mill.successor) == ("open", None)


def test_change_is_logged_with_the_former_columns(mill):
    boss = make_user()
    make_event(mill, "closed", "2019")
    assert derived_status.update_from_history(mill, boss)
    entry = SpaceLogEntry.objects.get()
    assert (entry.actor, entry.action, entry.before["status"]) == (boss, "story_told", "open")
    assert not derived_status.update_from_history(mill, boss)
    assert SpaceLogEntry.objects.count() == 1
