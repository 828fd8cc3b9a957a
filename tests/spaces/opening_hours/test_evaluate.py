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
FIELD = SAMPLE.parent / "field" / "hours.tsv"
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


# Nights beside public holidays: 25 December 2026 is a Friday, and one in Belgium

NIGHTS = (
    "Mo-Th 09:00-18:00; Fr 09:00-18:00,22:00-02:00; PH off",
    "Mo-Fr 18:00-03:00, Sa,Su 19:00-02:00; PH off",
    "Mo-Fr 20:00-04:00; PH 22:00-06:00",
)


def test_the_night_of_a_holiday_that_is_closed_is_not_opened_after_midnight():
    status = evaluate.status_at(schedule(NIGHTS[0]), at(2026, 12, 24, 19, 0))
    assert not status.is_open
    assert status.opens_at == at(2026, 12, 28, 9, 0)
    assert not evaluate.is_open(schedule(NIGHTS[0]), at(2026, 12, 26, 1, 0))


def test_the_night_before_a_holiday_goes_on_into_the_holiday():
    bar = schedule(NIGHTS[1])
    assert evaluate.is_open(bar, at(2026, 12, 25, 2, 59))
    assert not evaluate.is_open(bar, at(2026, 12, 25, 3, 0))
    assert evaluate.status_at(bar, at(2026, 12, 24, 20, 0)).closes_at == at(2026, 12, 25, 3, 0)


def test_holidays_with_a_night_of_their_own_open_and_close_with_it():
    club = schedule(NIGHTS[2])
    spans = [[(s.start, s.end) for s in day.spans] for day in evaluate.week(club, dt.date(2026, 12, 24))]
    assert spans[:4] == [[(0, 240), (1200, 1440)], [(0, 240), (1320, 1440)], [(0, 360)], []]
    assert evaluate.status_at(club, at(2026, 12, 26, 5, 0)).closes_at == at(2026, 12, 26, 6, 0)


def test_a_country_without_known_holidays_has_ordinary_nights():
    assert evaluate.is_open(schedule(NIGHTS[0], "XX"), at(2026, 12, 26, 1, 0))


@given(
    expression=st.sampled_from(NIGHTS),
    day=st.integers(0, 13),
    minute=st.integers(0, 1439),
    days=st.integers(1, 9),
)
def test_status_changes_and_intervals_of_nights_agree(expression, day, minute, days):
    row = schedule(expression)
    moment = evaluate._in_zone(dt.datetime(2026, 12, 20) + dt.timedelta(days=day, minutes=minute), BRUSSELS)
    status = evaluate.status_at(row, moment)
    change = status.closes_at if status.is_open else status.opens_at
    assert change > moment
    assert evaluate.is_open(row, change) is not status.is_open
    assert evaluate.is_open(row, change - dt.timedelta(minutes=1)) is status.is_open
    first = moment.date()
    intervals = evaluate.open_intervals(row, first, first + dt.timedelta(days=days))
    inside = any(start <= moment < end for start, end in intervals)
    assert inside is status.is_open
    assert all(one[1] < two[0] for one, two in zip(intervals, intervals[1:], strict=False))


@given(
    expression=st.sampled_from(
        ["Mo-Fr 20:00-04:00; PH off", "Mo-Th 09:00-18:00; Fr 09:00-18:00,22:00-02:00; PH off"]
    ),
    day=st.integers(0, 20),
    minute=st.integers(0, 1439),
)
def test_nights_far_from_holidays_are_those_of_the_library(expression, day, minute):
    moment = at(2026, 9, 7) + dt.timedelta(days=day, minutes=minute)
    without_holidays = schedule(expression.partition("; PH")[0])
    ours, theirs = (evaluate.status_at(row, moment) for row in (schedule(expression), without_holidays))
    assert (ours.is_open, ours.closes_at, ours.opens_at) == (
        theirs.is_open,
        theirs.closes_at,
        theirs.opens_at,
    )


def test_nights_at_the_end_of_the_calendar_are_no_error():
    status = evaluate.status_at(schedule(NIGHTS[0]), at(9998, 12, 30, 19, 0))
    assert status.opens_at is None


# The sun, and school holidays


def test_the_sun_rises_at_the_place():
    liege = schedule("sunrise-sunset")
    liege.sun_position = evaluate.sun_position("sunrise-sunset", 50.6337, 5.5675)
    [span] = evaluate.week(liege, dt.date(2026, 11, 30))[0].spans
    assert 8 * 60 < span.start < 8 * 60 + 30
    assert 16 * 60 + 20 < span.end < 16 * 60 + 50


@pytest.mark.parametrize(
    ("expression", "position"),
    [
        ("Mo-Fr (sunrise+01:00)-20:00", "50.6,5.6"),
        ("08:00-DUSK", "50.6,5.6"),
        ('Mo-Fr 09:00-18:00 "closes at sunset"', ""),
        ("Mo-Fr 09:00-18:00", ""),
    ],
)
def test_only_hours_that_depend_on_the_sun_depend_on_the_position(expression, position):
    assert evaluate.sun_position(expression, 50.6337, 5.5675) == position
    assert evaluate.sun_position(expression, None, None) == ""


@pytest.mark.parametrize(
    ("expression", "depends"),
    [("Mo-Fr 09:00-18:00; SH off", True), ("SH,PH off", True), ('Mo "SH"', False), ("Sa 10:00-12:00", False)],
)
def test_hours_that_depend_on_school_holidays_are_noticed(expression, depends):
    assert evaluate.mentions_school_holidays(expression) is depends


@pytest.mark.skipif(not FIELD.exists(), reason="the field cases are not beside this checkout")
@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("Mo-Th 09:00-18:00; Fr 09:00-18:00,22:00-02:00; PH off", "opens 2026-12-28 09:00"),
        ("Mo-Fr 18:00-03:00, Sa,Su 19:00-02:00; PH off", "open"),
        ("Mo-Fr 09:00-18:00; SH off", "school holidays are not known"),
        ("sunrise-sunset", "2026-11-30 08:21 to 16:41"),
    ],
)
def test_field_cases_are_answered(text, answer):
    assert any(line.startswith(f"{text}\t") for line in FIELD.read_text().splitlines())
    row = schedule(text)
    row.sun_position = evaluate.sun_position(text, 50.85, 4.35)
    if answer.startswith("opens"):
        assert f"opens {evaluate.status_at(row, at(2026, 12, 24, 19)).opens_at:%Y-%m-%d %H:%M}" == answer
    elif answer == "open":
        assert evaluate.is_open(row, at(2026, 12, 25, 2))
    elif answer.startswith("school"):
        assert evaluate.mentions_school_holidays(text)
    else:
        [span] = evaluate.week(row, dt.date(2026, 11, 30))[0].spans
        assert f"2026-11-30 {evaluate.clock(span.start)} to {evaluate.clock(span.end)}" == answer


# Rules of what is shown


@pytest.mark.parametrize(("minutes", "text"), [(0, "00:00"), (65, "01:05"), (540, "09:00"), (1440, "24:00")])
def test_minutes_after_midnight_are_a_time_of_day(minutes, text):
    assert evaluate.clock(minutes) == text
    assert evaluate.Span(minutes, 1440).text == f"{text}–24:00"


@pytest.mark.parametrize(
    ("expression", "has_nights"),
    [
        ("Mo-Fr 22:00-02:00; PH off", True),
        ("Mo-Fr 22:00-26:00; ph off", True),
        ("Mo 23:59 - 24:01; PH off", True),
        ("Mo 18:00-18:00; PH off", True),
        ("Mo-Fr 09:00-18:00; PH off", False),
        ("Mo-Fr 09:05-09:30; PH off", False),
        ("Mo-Fr 22:00-24:00; PH off", False),
        ("Mo-Fr 22:00-02:00", False),
        ('Mo-Fr 22:00-02:00 "PH too"', False),
        ('Mo-Fr 09:00-18:00 "bar 22:00-02:00"; PH off', False),
    ],
)
def test_nights_beside_holidays_are_hours_past_midnight_with_public_holidays(expression, has_nights):
    assert evaluate.has_holiday_nights(expression) is has_nights


def test_a_week_has_seven_days_each_with_its_spans_and_their_comments():
    week = evaluate.week(schedule('Mo 09:00-12:30,14:00-18:00; We 09:00-10:00 "ring"'), dt.date(2026, 3, 2))
    assert [day.date for day in week] == [dt.date(2026, 3, 2) + dt.timedelta(days=n) for n in range(7)]
    assert [(span.start, span.end, span.comment) for day in week for span in day.spans] == [
        (540, 750, ""),
        (840, 1080, ""),
        (540, 600, "ring"),
    ]


def test_a_day_without_an_end_is_open_until_midnight():
    [span] = evaluate.week(schedule("24/7"), dt.date(2026, 3, 2))[3].spans
    assert (span.start, span.end) == (0, 1440)


def test_hours_that_the_clocks_skip_are_not_shown():
    [day, *_rest] = evaluate.week(schedule("Mo-Su 02:00-02:30"), dt.date(2026, 3, 29))
    assert day.spans == ()


def test_intervals_are_those_of_the_days_asked_for_in_local_time():
    def intervals(expression):
        row = schedule(expression)
        found = evaluate.open_intervals(row, dt.date(2026, 3, 2), dt.date(2026, 3, 4))
        return [f"{opens:%d %H:%M}-{closes:%d %H:%M}" for opens, closes in found]

    assert intervals("Tu 09:00-18:00") == ["03 09:00-03 18:00"]
    assert intervals("24/7") == ["02 00:00-04 00:00"]
    assert intervals("Mo-Su 22:00-02:00") == ["02 00:00-02 02:00", "02 22:00-03 02:00", "03 22:00-04 00:00"]
    assert intervals("Mo 09:00-18:00 unknown") == []


def test_hours_that_may_be_open_are_unknown_with_their_comment():
    status = evaluate.status_at(schedule('Mo 09:00-18:00 unknown "ask"'), at(2026, 3, 2, 10, 0))
    assert (status.is_open, status.is_unknown, status.comment) == (False, True, "ask")
    assert status.closes_at is None
    assert not evaluate.status_at(OFFICE, at(2026, 3, 4, 10, 0)).is_unknown


def test_the_next_opening_is_after_hours_that_are_not_known():
    row = schedule("We 14:00-15:00 unknown; Th 16:00-17:00")
    assert evaluate.status_at(row, at(2026, 3, 2, 10, 0)).opens_at == at(2026, 3, 5, 16, 0)
    assert evaluate.status_at(row, at(2026, 3, 5, 16, 30)).opens_at is None


@pytest.mark.parametrize("expression", ["2028 Mo 10:00-12:00", "off", "Mo-Su 09:00-18:00 unknown"])
def test_an_opening_after_more_than_a_year_is_none(expression):
    status = evaluate.status_at(schedule(expression), at(2026, 3, 2, 19, 0))
    assert (status.is_open, status.opens_at, status.closes_at) == (False, None, None)


def test_a_place_is_open_until_the_minute_of_its_closing():
    for second, microsecond in ((0, 0), (59, 999_999)):
        moment = dt.datetime(2026, 3, 4, 17, 59, second, microsecond, tzinfo=BRUSSELS)
        assert evaluate.status_at(OFFICE, moment).closes_at == at(2026, 3, 4, 18, 0)
    assert not evaluate.status_at(OFFICE, at(2026, 3, 4, 18, 0)).is_open


def test_without_a_moment_the_status_is_that_of_now():
    assert evaluate.status_at(schedule("24/7")).is_open
    assert not evaluate.status_at(schedule("off")).is_open


def test_schedules_that_are_closed_are_not_listed_as_open():
    rows = [schedule("Mo 09:00-18:00", pk=1), schedule("Tu 09:00-18:00", pk=2)]
    assert evaluate.open_schedule_ids(rows, at(2026, 3, 3, 10, 0)) == [2]


@pytest.mark.parametrize("place", [(50.6337, None), (None, 5.5675)])
def test_half_a_position_has_no_sun(place):
    assert evaluate.sun_position("sunrise-sunset", *place) == ""


def test_hours_of_the_sun_depend_on_the_position_not_on_the_country():
    positions = {"north": "60.0,5.6", "south": "40.0,5.6"}
    openings = {}
    for name, position in positions.items():
        row = schedule("sunrise-sunset")
        row.sun_position = position
        openings[name] = evaluate.week(row, dt.date(2026, 11, 30))[0].spans[0].start
    assert openings["north"] > openings["south"] + 60


def test_a_place_without_a_country_has_no_public_holidays():
    assert evaluate.is_open(schedule("Mo-Fr 09:00-18:00; PH off", ""), at(2026, 7, 21, 11, 0))
