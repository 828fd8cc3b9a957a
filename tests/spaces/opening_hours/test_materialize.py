"""Tests that stored spans agree with the evaluated rules: holidays, clock changes, past midnight."""

import datetime as dt
import io
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.db.models import F
from django.utils import timezone
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from spaces.directory.models import Space
from spaces.opening_hours import evaluate, materialize
from spaces.opening_hours.models import Schedule, ScheduleSpan
from tests.factories import make_city, make_space

ZONES = (
    "Europe/Brussels",
    "America/New_York",
    "Pacific/Auckland",
    "Australia/Lord_Howe",
    "Asia/Kolkata",
    "UTC",
)
EXPRESSIONS = (
    "24/7",
    "Mo-Fr 09:00-18:00; PH off",
    "Mo-Su 20:00-03:00",
    "Mo-Su 02:30-02:45,03:10-05:00",
    "Sa,Su 00:00-24:00",
    "Fr 22:00-26:00; PH 10:00-12:00",
    "Mo-Fr 09:00-18:00; Dec 24-26 off",
    "Mo-Su off",
    "Mo[1] 09:00-12:00",
)
# Weeks in which clocks change: Europe and North America in autumn and spring, Lord Howe in April.
FIRST_DAYS = tuple(
    map(
        dt.date.fromisoformat,
        ("2026-10-23", "2026-10-30", "2026-03-06", "2026-03-27", "2026-04-03", "2026-12-23"),
    )
)


def schedule(expression: str, zone: str) -> Schedule:
    return Schedule(expression=expression, country_code="BE", timezone=zone)


def holds(found: materialize.Minutes, minute: int) -> bool:
    return any(start <= minute < end for start, end in found)


@given(
    st.sampled_from(EXPRESSIONS),
    st.sampled_from(ZONES),
    st.sampled_from(FIRST_DAYS),
    st.integers(0, 4 * 1440 - 1),
)
@example("Mo-Su 02:30-02:45,03:10-05:00", "Europe/Brussels", dt.date(2026, 3, 27), 2 * 1440 + 2 * 60 + 20)
@example("Mo-Su 02:30-02:45,03:10-05:00", "Europe/Brussels", dt.date(2026, 10, 23), 2 * 1440 + 2 * 60 + 40)
def test_stored_minutes_agree_with_the_rules(expression, zone, first, minute):
    row, last = schedule(expression, zone), first + dt.timedelta(days=3)
    instants = materialize.open_minutes(row, first, last)
    wall = dt.datetime.combine(first, dt.time()) + dt.timedelta(minutes=minute)
    walls = materialize.wall_minutes(instants, ZoneInfo(zone), first, last)
    # The last hours of the last day may lie, as instants, beyond what was written out.
    if wall.date() < last:
        assert holds(walls, materialize.wall_minute(wall)) == evaluate.is_open(row, wall)
    instant = wall.replace(tzinfo=ZoneInfo(zone))
    if instant.date() < last:
        assert holds(instants, int(instant.timestamp()) // 60) == evaluate.is_open(row, instant)


@pytest.fixture
def everywhere(db):
    """A space for every expression in every zone."""
    for zone in ZONES:
        city = make_city(zone, "BE", timezone=zone)
        for expression in EXPRESSIONS:
            make_space(f"{expression} {zone}", city=city, opening_hours=expression)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(-4 * 1440, 60 * 1440), st.booleans())
def test_search_agrees_with_the_rules_inside_and_outside_the_stored_weeks(everywhere, ahead, is_wall):
    """Moments before, inside and after the weeks that are written out."""
    moment = timezone.now() + dt.timedelta(minutes=ahead)
    if is_wall:
        moment = timezone.make_naive(moment)
    found = {space.pk for space in materialize.open_at(Space.objects.all(), moment)}
    expected = {
        space.pk
        for space in Space.objects.select_related("schedule").exclude(schedule=None)
        if evaluate.is_open(space.schedule, moment)
    }
    assert found == expected


@pytest.mark.django_db
@pytest.mark.usefixtures("any_day")
def test_new_schedules_get_spans_of_at_most_a_week():
    make_space(opening_hours="24/7")
    row = Schedule.objects.get()
    assert row.spans_until >= timezone.now().date() + dt.timedelta(days=materialize.MIN_DAYS_AHEAD)
    assert all(span.end - span.start <= materialize.WEEK for span in ScheduleSpan.objects.all())


@pytest.mark.django_db
@pytest.mark.usefixtures("any_day")
def test_command_stores_the_coming_weeks(django_assert_max_num_queries):
    space = make_space(opening_hours="Mo-Su 00:00-24:00")
    past = timezone.now().date() - dt.timedelta(days=60)
    stored = ScheduleSpan.objects.count()
    ScheduleSpan.objects.update(end=F("start"))
    Schedule.objects.update(spans_from=past, spans_until=past)
    assert materialize.open_at(Space.objects.all(), timezone.now()).get() == space  # asked of the rules
    out = io.StringIO()
    call_command("extend_hours", stdout=out)
    assert out.getvalue() == "1 schedules written out.\n"
    assert ScheduleSpan.objects.filter(end__gt=F("start")).count() == ScheduleSpan.objects.count() == stored
    with django_assert_max_num_queries(2):
        assert list(materialize.open_at(Space.objects.all(), timezone.now())) == [space]
    call_command("extend_hours", stdout=out)
    assert out.getvalue().endswith("0 schedules written out.\n")


@pytest.mark.django_db
def test_more_schedules_need_no_more_queries(django_assert_max_num_queries):
    for hour in range(12):
        make_space(opening_hours=f"Mo-Su {hour:02}:00-24:00")
    with django_assert_max_num_queries(2):
        list(materialize.open_at(Space.objects.all(), timezone.now()))
