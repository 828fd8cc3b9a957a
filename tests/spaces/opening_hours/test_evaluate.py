"""Tests of evaluating hours in the time zone and with the holidays of a place."""

import datetime as dt
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaces.opening_hours import evaluate
from spaces.opening_hours.models import Schedule

SAMPLE = Path(__file__).resolve().parents[4] / "shared" / "data" / "opening-hours-sample.txt"
BRUSSELS = ZoneInfo("Europe/Brussels")


def schedule(expression, country="BE", timezone="Europe/Brussels", pk=1):
    return Schedule(pk=pk, expression=expression, country_code=country, timezone=timezone)


def at(*parts, zone=BRUSSELS):
    return dt.datetime(*parts, tzinfo=zone)


OFFICE = schedule("Mo-Fr 09:00-18:00; PH off")


def test_open_and_closing_time():
    status = evaluate.status_at(OFFICE, at(2026, 3, 4, 10, 0))
    assert status.is_open
    assert status.closes_at == at(2026, 3, 4, 18, 0)


def test_closed_and_next_opening_after_the_weekend():
    status = evaluate.status_at(OFFICE, at(2026, 3, 6, 19, 0))
    assert not status.is_open
    assert status.opens_at == at(2026, 3, 9, 9, 0)


@pytest.mark.parametrize(
    ("country", "day", "is_open"),
    [
        ("BE", (2026, 7, 21), False),
        ("FR", (2026, 7, 21), True),
        ("FR", (2026, 7, 14), False),
        ("BE", (2026, 7, 14), True),
    ],
)
def test_holidays_depend_on_the_country(country, day, is_open):
    assert (
        evaluate.status_at(schedule("Mo-Fr 09:00-18:00; PH off", country), at(*day, 11, 0)).is_open is is_open
    )


def test_country_without_known_holidays_is_no_error():
    assert evaluate.status_at(schedule("Mo-Fr 09:00-18:00; PH off", "XX"), at(2026, 3, 4, 10, 0)).is_open


def test_instant_is_converted_to_local_time():
    tokyo = schedule("Mo-Fr 09:00-18:00", "JP", "Asia/Tokyo")
    assert evaluate.status_at(tokyo, dt.datetime(2026, 3, 4, 1, 0, tzinfo=dt.UTC)).is_open
    assert not evaluate.status_at(OFFICE, dt.datetime(2026, 3, 4, 1, 0, tzinfo=dt.UTC)).is_open


@pytest.mark.parametrize("moment", [dt.datetime(2026, 3, 29, 2, 30), dt.datetime(2026, 10, 25, 2, 30)])
def test_hours_skipped_or_repeated_by_a_clock_change_are_no_error(moment):
    night = schedule("Mo-Su 01:00-04:00")
    assert evaluate.status_at(night, moment).is_open
    assert evaluate.status_at(night, moment.replace(tzinfo=BRUSSELS)).is_open


def test_night_continues_after_midnight():
    bar = schedule("Fr 20:00-03:00")
    assert evaluate.status_at(bar, at(2026, 3, 7, 2, 0)).is_open
    week = evaluate.week(bar, dt.date(2026, 3, 2))
    assert [(s.start, s.end) for s in week[4].spans] == [(1200, 1440)]
    assert [(s.start, s.end) for s in week[5].spans] == [(0, 180)]


def test_always_open_never_closes():
    status = evaluate.status_at(schedule("24/7"), at(2026, 3, 4, 3, 0))
    assert status.is_open
    assert status.closes_at is None


def test_unknown_zone_is_no_error():
    assert evaluate.status_at(schedule("24/7", timezone="Mars/Olympus"), at(2026, 3, 4, 3, 0)).is_open


def test_naive_time_is_local_time_everywhere():
    both = [schedule("Mo-Fr 09:00-18:00", pk=1), schedule("Mo-Fr 09:00-18:00", "JP", "Asia/Tokyo", pk=2)]
    assert evaluate.open_schedule_ids(both, dt.datetime(2026, 3, 4, 10, 0)) == [1, 2]


@pytest.mark.parametrize("text", ["24h", "Lu-Ve 9h-18h", "", "on request, ring twice"])
def test_invalid_syntax_is_not_guessed(text):
    assert not evaluate.is_valid(text)


@pytest.mark.skipif(not SAMPLE.exists(), reason="the sample of hours is not beside this checkout")
def test_every_sample_can_be_evaluated():
    lines = [line for line in SAMPLE.read_text().splitlines() if evaluate.is_valid(line)]
    assert len(lines) > 150
    for line in lines:
        assert len(evaluate.week(schedule(line), dt.date(2021, 4, 12))) == 7
        evaluate.status_at(schedule(line), at(2021, 4, 12, 12, 0))


times = st.integers(0, 23)


@given(start=times, length=st.integers(1, 12), minute=st.integers(0, 7 * 1440 - 1))
def test_week_and_status_agree(start, length, minute):
    plan = schedule(f"Mo-Fr {start:02}:00-{start + length:02}:00")
    monday = dt.date(2026, 6, 1)
    moment = dt.datetime.combine(monday, dt.time()) + dt.timedelta(minutes=minute)
    day = evaluate.week(plan, monday)[moment.weekday()]
    inside = any(span.start <= minute % 1440 < span.end for span in day.spans)
    spill = moment.weekday() == 0 and start + length > 24  # Sunday's night is not in this plan
    assert spill or evaluate.status_at(plan, moment).is_open == inside
