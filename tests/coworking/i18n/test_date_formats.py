"""Dates are written so that readers of every country read the same day."""

import datetime as dt

import pytest
from django.utils import translation
from django.utils.formats import date_format

from tests.factories import make_space

MOMENT = dt.datetime(2026, 3, 4, 15, 5)


@pytest.mark.parametrize(
    ("language", "form", "expected"),
    [
        ("en", "DATE_FORMAT", "4 March 2026"),
        ("en", "SHORT_DATETIME_FORMAT", "4 Mar 2026, 15:05"),
        ("en", "DATETIME_FORMAT", "4 March 2026, 15:05"),
        ("fr", "DATE_FORMAT", "4 mars 2026"),
        ("fr", "SHORT_DATETIME_FORMAT", "04/03/2026 15:05"),
    ],
)
def test_no_month_is_taken_for_a_day(language, form, expected):
    with translation.override(language):
        assert date_format(MOMENT, form) == expected


@pytest.mark.django_db
def test_a_search_for_an_hour_says_which_day(client):
    make_space(opening_hours="24/7")
    page = client.get("/en/be/liege/?at=2026-03-04T15:05").content.decode()
    assert "open at 4 Mar 2026, 15:05" in page
