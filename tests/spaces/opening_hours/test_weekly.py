"""Tests of converting weekly hours to and from OpenStreetMap's syntax."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaces.opening_hours import evaluate
from spaces.opening_hours.models import Schedule
from spaces.opening_hours.weekly import (
    DAY,
    HOLIDAYS,
    Week,
    add,
    clear_holidays,
    close,
    merge_times,
    parse,
    serialize,
)

MONDAY = dt.date(2026, 6, 8)  # a week without a holiday in Belgium; 15 August 2026 is one
HOLIDAY = dt.date(2026, 8, 15)

minutes = st.integers(0, DAY - 1)
day_spans = st.tuples(minutes, minutes).map(sorted).filter(lambda pair: pair[0] < pair[1]).map(tuple)
night_spans = st.tuples(minutes, st.integers(1, DAY - 1)).map(lambda pair: (pair[0], pair[0] + pair[1]))
whole_day = st.just(((0, DAY),))


def times_of(spans):
    return st.one_of(whole_day, st.lists(spans, max_size=3).map(lambda found: merge_times(tuple(found))))


def weeks_of(spans):
    days = st.lists(times_of(spans), min_size=7, max_size=7).map(tuple)
    return st.builds(Week, days=days, holidays=st.none() | times_of(spans))


def shown(expression, monday=MONDAY):
    """The spans of seven days, as the site's own strip of the week has them."""
    schedule = Schedule(expression=expression, country_code="BE", timezone="Europe/Brussels")
    return [tuple((span.start, span.end) for span in day.spans) for day in evaluate.week(schedule, monday)]


@given(week=weeks_of(st.one_of(day_spans, night_spans)))
def test_parse_reverses_serialize(week):
    assert parse(serialize(week)) == week


@given(week=weeks_of(st.one_of(day_spans, night_spans)))
def test_serialized_hours_can_be_evaluated(week):
    text = serialize(week)
    assert text == "" or evaluate.is_valid(text)


@given(week=weeks_of(day_spans))
def test_evaluated_week_has_the_same_times(week):
    text = serialize(week)
    assert not text or shown(text) == list(week.days)


@given(week=weeks_of(day_spans))
def test_holidays_have_their_own_times_if_specified(week):
    text = serialize(week)
    expected = week.days[HOLIDAY.weekday()] if week.holidays is None else week.holidays
    assert not text or shown(text, HOLIDAY)[0] == expected


@given(start=st.integers(720, DAY - 1), end=st.integers(1, 700))
def test_night_continues_after_midnight(start, end):
    days = shown(serialize(add(Week(), {4}, start, end)))
    assert days[4:6] == [((start, DAY),), ((0, end),)]


sets_of_days = st.sets(st.integers(0, HOLIDAYS))


@given(week=weeks_of(day_spans), days=sets_of_days, span=day_spans)
def test_add_changes_only_the_given_days(week, days, span):
    added = add(week, days, *span)
    for day in range(HOLIDAYS + 1):
        if day in days:
            assert any(start <= span[0] and span[1] <= end for start, end in added.times(day))
        else:
            assert added.times(day) == week.times(day)
    assert add(added, days, *span) == added


@given(week=weeks_of(day_spans), days=sets_of_days, one=day_spans, two=day_spans)
def test_order_of_adding_makes_no_difference(week, days, one, two):
    assert add(add(week, days, *one), days, *two) == add(add(week, days, *two), days, *one)


@given(week=weeks_of(day_spans), days=sets_of_days)
def test_close_changes_only_the_given_days(week, days):
    closed = close(week, days)
    for day in range(HOLIDAYS + 1):
        assert closed.times(day) == (() if day in days else week.times(day))
    assert clear_holidays(closed).holidays is None


@given(text=st.text(alphabet="MoTuWeThFrSaPHS0123456789:-,; off", max_size=40))
def test_any_text_is_parsed_correctly_or_not_at_all(text):
    week = parse(text)
    if (
        week is not None
        and evaluate.is_valid(text)
        and all(end <= DAY for day in week.days for _s, end in day)
    ):
        assert not serialize(week) or shown(serialize(week)) == shown(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mo-Fr 9:00-18:00", "Mo-Fr 09:00-18:00"),
        ("Mo, We 09:00-12:00, 13:00-18:00", "Mo 09:00-12:00,13:00-18:00; We 09:00-12:00,13:00-18:00"),
        ("08:00-20:00; Su off; PH closed", "Mo-Sa 08:00-20:00; PH off"),
        ("Mo-Su,PH 00:00-24:00", "Mo-Su 00:00-24:00; PH 00:00-24:00"),
        ("Sa-Mo 10:00-26:00", "Mo 10:00-02:00; Sa,Su 10:00-02:00"),
        ("Mo-Fr 09:00-18:00; We off", "Mo,Tu 09:00-18:00; Th,Fr 09:00-18:00"),
        ("24/7", "24/7"),
        ("Mo-Fr 10:00-12:00, Sa 10:00-14:00; PH off", "Mo-Fr 10:00-12:00; Sa 10:00-14:00; PH off"),
        ("Mo,Tu 10:00-12:00, Tu 14:00-18:00", "Mo 10:00-12:00; Tu 10:00-12:00,14:00-18:00"),
        ("Mo-Fr 10:00-12:00, We off, PH off", "Mo,Tu 10:00-12:00; Th,Fr 10:00-12:00; PH off"),
    ],
)
def test_other_spellings_are_parsed(text, expected):
    assert serialize(parse(text)) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Mo-Fr 09:00-18:00; SH off",
        "Mo-Fr 09:00+",
        "sunrise-sunset",
        "Jun-Aug Mo-Fr 09:00-18:00",
        'Mo-Fr 09:00-18:00 "ring twice"',
        "PH off; Mo-Fr 09:00-18:00",
        "Mo-Fr 10:00-10:00",
        "Mo[1] 09:00-10:00",
        'Mo-Fr 09:00-18:00 || "on request"',
        "Mo-Fr 09:60-18:00",
        "Mo-Fr 24:00-26:00",
        "Mo-We-Fr 09:00-10:00",
        "week 1-10 Mo off",
        "Mo-Fr 09:00-18:00, PH 10:00-12:00",
        "Mo-Fr 09:00-18:00, SH off",
    ],
)
def test_hours_that_a_week_cannot_express_are_not_parsed(text):
    assert parse(text) is None
