"""Dates and times as people type them."""

import datetime as dt
from contextlib import suppress

import pytest
from babel.dates import format_date, format_time
from django import forms
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from coworking.fields.date_fields import TypedDateField, TypedTimeField
from coworking.fields.errors import NotUnderstood
from coworking.fields.typed_dates import read_date, read_time

DAYS = st.dates(dt.date(1000, 1, 1), dt.date(2999, 12, 31))
LANGUAGES = st.sampled_from(["en", "fr", "de", "nl", "es"])


@given(DAYS, LANGUAGES, st.sampled_from(["full", "long", "medium", "d MMMM y", "d MMM y"]))
def test_a_date_in_words_is_read_in_every_language(day, language, style):
    assert read_date(format_date(day, style, language), day_first=language != "en") == day.isoformat()


@given(DAYS, LANGUAGES)
def test_a_month_in_words_is_read_in_every_language(day, language):
    assert read_date(format_date(day, "MMMM y", language)) == day.isoformat()[:7]


@given(DAYS, st.sampled_from(["dd/MM/y", "d.M.y", "dd-MM-y", "y-MM-dd", "y/M/d", "MM/dd/y"]))
def test_a_stated_order_decides_between_two_days(day, style):
    assert read_date(format_date(day, style, "en"), day_first=style != "MM/dd/y") == day.isoformat()


@given(DAYS.filter(lambda day: day.day <= 12 and day.day != day.month), st.sampled_from(["dd/MM/y", "M-d-y"]))
def test_without_an_order_both_days_are_named(day, style):
    other = f"{day.year}-{day.day:02}-{day.month:02}"
    with pytest.raises(NotUnderstood, match=f"{day}|{other}") as refused:
        read_date(format_date(day, style, "en"))
    assert {day.isoformat(), other} <= set(str(refused.value).rstrip(".").split())


@given(st.text(), st.sampled_from([read_date, read_time]))
def test_other_text_is_refused_with_one_kind_of_error(text, read):
    with suppress(NotUnderstood):
        assert read(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2027", "2027"),
        ("2027-01", "2027-01"),
        ("15/01/2027", "2027-01-15"),
        ("01/15/2027", "2027-01-15"),
        ("15.1.2027", "2027-01-15"),
        ("3.4.2027", "2027-04-03"),
        ("4/4/2027", "2027-04-04"),
        ("03/2026", "2026-03"),
        ("1er janvier 2027", "2027-01-01"),
        ("January 15th, 2027", "2027-01-15"),
        ("the 15th of January 2027", "2027-01-15"),
        ("15 de enero de 2027", "2027-01-15"),
        ("Sept. 2026", "2026-09"),
        ("2027-01-15T10:00:00+01:00", "2027-01-15"),
        ("15/01/2027 18:30", "2027-01-15"),
        ("Friday 15 January 2027", "2027-01-15"),
    ],
)
def test_dates_as_people_type_them(text, found):
    assert read_date(text) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "15/01/27",
        "31/02/2027",
        "13/13/2027",
        "99999",
        "15",
        "January",
        "January 2027 or 2028",
        "15 16 January 2027",
        "Monday 15 January 2027",
        "Monday January 2027",
        "Brumaire 2027",
    ],
)
def test_what_is_no_date_or_may_be_several_is_refused(text):
    with pytest.raises(NotUnderstood):
        read_date(text)


@given(st.times().map(lambda time: time.replace(second=0, microsecond=0)), LANGUAGES)
def test_a_time_of_the_clock_is_read_in_every_language(time, language):
    assert read_time(format_time(time, "short", locale=language)) == time


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("18h30", "18:30"),
        ("18h", "18:00"),
        ("18 h 30", "18:30"),
        ("18.30", "18:30"),
        ("6pm", "18:00"),
        ("6:30 p.m.", "18:30"),
        ("12am", "00:00"),
        ("12pm", "12:00"),
        ("18u30", "18:30"),
        ("9 Uhr", "09:00"),
        ("midi", "12:00"),
        ("midnight", "00:00"),
    ],
)
def test_times_as_people_type_them(text, found):
    assert read_time(text) == dt.time.fromisoformat(found)


@pytest.mark.parametrize("text", ["", "9", "1830", "25:00", "18:60", "13pm", "0am", "soon", "9-18"])
def test_what_is_no_time_or_names_no_half_of_the_day_is_refused(text):
    with pytest.raises(NotUnderstood):
        read_time(text)


class Moment(forms.Form):
    date = TypedDateField(required=False)
    time = TypedTimeField(required=False)


def test_a_form_keeps_the_date_that_it_read():
    form = Moment({"date": "15 janvier 2027", "time": "18h30"})
    assert form.is_valid()
    assert form.cleaned_data == {"date": "2027-01-15", "time": dt.time(18, 30)}


def test_an_empty_date_is_unknown():
    form = Moment({"date": " ", "time": ""})
    assert form.is_valid()
    assert form.cleaned_data == {"date": "", "time": None}


@pytest.mark.parametrize(
    ("language", "found", "shown"),
    [
        ("en", "2027-04-03", "3 April 2027"),
        ("en-us", "2027-03-04", "4 March 2027"),
        ("fr", "2027-04-03", "3 avril"),
    ],
)
def test_a_date_whose_order_its_language_decides_counts_once_confirmed(language, found, shown):
    with translation.override(language):
        form = Moment({"date": "03/04/2027"})
        assert not form.is_valid()
        assert shown in form.errors["date"][0]
        understood = form.fields["date"].widget.to_confirm
        assert f'value="{understood}"' in str(form["date"])
        again = Moment({"date": "03/04/2027", "date-understood": understood})
        assert again.is_valid()
        assert again.cleaned_data["date"] == found
        other = Moment({"date": "04/03/2027", "date-understood": understood})
        assert not other.is_valid()


def test_a_date_that_stood_there_needs_no_confirmation():
    form = Moment({"date": "2027-04-03"}, initial={"date": "2027-04-03"})
    assert form.is_valid()
    assert not form.has_changed()


def test_what_was_typed_comes_back():
    form = Moment({"date": "soon <b>", "time": "after lunch"})
    assert not form.is_valid()
    assert 'value="soon &lt;b&gt;"' in str(form["date"])
    assert 'value="after lunch"' in str(form["time"])
