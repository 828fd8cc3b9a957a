"""Dates known to the year, the month or the day."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from coworking.fields.partial_dates import PartialDateField, first_day, last_day, validate_partial_date

YEARS = st.dates(dt.date(1000, 1, 1), dt.date(2999, 12, 31))


@given(YEARS, st.sampled_from([4, 7, 10]))
def test_a_shortened_date_means_the_first_day_it_may_be(day, length):
    text = day.isoformat()[:length]
    assert first_day(text).isoformat().startswith(text)
    assert first_day(text) <= day


@given(YEARS, YEARS)
def test_dates_as_text_sort_in_time_order(one, other):
    assert (one.isoformat() < other.isoformat()) == (one < other)


@given(st.text())
def test_other_text_is_refused_with_one_kind_of_error(text):
    try:
        day = first_day(text)
    except ValueError:
        with pytest.raises(ValidationError):
            validate_partial_date(text)
    else:
        assert validate_partial_date(text) is None
        assert day.year == int(text[:4])


@pytest.mark.parametrize(
    "text", ["", "14", "2014-5", "2014-13", "2014-02-30", "2014-05-23T10:00", "2014-05-23\n"]
)
def test_what_is_no_date(text):
    with pytest.raises(ValueError, match="."):
        first_day(text)


def test_the_field_may_stay_empty_and_refuses_what_is_no_date():
    field = PartialDateField()
    assert field.clean("", None) == ""
    assert field.clean("2014-05", None) == "2014-05"
    with pytest.raises(ValidationError, match="2014-05-23"):
        field.clean("May 2014", None)


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("2024", "2024-12-31"),
        ("2024-02", "2024-02-29"),
        ("2023-02", "2023-02-28"),
        ("2024-05-23", "2024-05-23"),
    ],
)
def test_last_day_that_a_date_may_mean(text, last):
    assert last_day(text).isoformat() == last
