"""Tests of the period of an event."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaces.events import period

ZONES = ("Europe/Brussels", "America/New_York", "Pacific/Auckland", "Asia/Kolkata", "UTC")


def span(start, start_time="", end="", end_time="", zone="Europe/Brussels"):
    return period.Period(start, _time(start_time), end, _time(end_time), zone)


def _time(text):
    return dt.time.fromisoformat(text) if text else None


def utc(text):
    return dt.datetime.fromisoformat(text + "+00:00")


@pytest.mark.parametrize(
    ("when", "begins", "over"),
    [
        (span("2026-05-23"), "2026-05-22T22:00", "2026-05-23T22:00"),
        (span("2026-05-23", "09:00", "", "17:30"), "2026-05-23T07:00", "2026-05-23T15:30"),
        (span("2026-05-23", "09:00"), "2026-05-23T07:00", "2026-05-23T22:00"),
        (span("2026-05-23", "", "2026-05-25"), "2026-05-22T22:00", "2026-05-25T22:00"),
        (span("2010-11"), "2010-10-31T23:00", "2010-11-30T23:00"),
        (span("2011"), "2010-12-31T23:00", "2011-12-31T23:00"),
        (span("2026-10-24", "22:00", "2026-10-25", "04:00"), "2026-10-24T20:00", "2026-10-25T03:00"),
        (span("2026-03-28", "22:00", "2026-03-29", "04:00"), "2026-03-28T21:00", "2026-03-29T02:00"),
    ],
)
def test_bounds_are_derived_from_local_dates_and_times(when, begins, over):
    assert period.bounds(when) == (utc(begins), utc(over))
    assert period.validation_errors(when) == {}


@pytest.mark.parametrize(
    ("when", "field"),
    [
        (span("2026-05-23", "09:00", "", "08:00"), "end"),
        (span("2026-05-23", "", "2026-05-22"), "end"),
        (span("2026-05", "09:00"), "start_time"),
        (span("2026-05-23", "", "2026-06", "09:00"), "end_time"),
        (span("2026-03-29", "02:30"), "start_time"),
        (span("2026-03-28", "22:00", "2026-03-29", "02:30"), "end_time"),
        (span("2026-05-23", zone="Mars/Olympus"), "timezone"),
        (span("2026-05-23", zone="../../etc/passwd"), "timezone"),
    ],
)
def test_invalid_period_is_reported_for_its_field(when, field):
    assert list(period.validation_errors(when)) == [field]


@given(
    st.dates(dt.date(1990, 1, 1), dt.date(2035, 12, 30)),
    st.times(),
    st.integers(0, 40),
    st.times(),
    st.sampled_from(ZONES),
)
def test_valid_period_ends_after_it_begins(first, start_time, days, end_time, zone):
    last = first + dt.timedelta(days=days)
    when = period.Period(first.isoformat(), start_time, last.isoformat(), end_time, zone)
    begins, over = period.bounds(when)
    if not period.validation_errors(when):
        assert begins < over
        assert begins.astimezone(ZoneInfo(zone)).time() == start_time.replace(fold=0)
