"""Tests of the freshness of facts."""

import datetime as dt

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from spaces.provenance.freshness import (
    AGEING,
    FRESH,
    FRESHNESS_LEVELS,
    STALE,
    STALE_AFTER_MONTHS,
    UNDATED,
    date_rank,
    freshness,
    stale_before,
)
from spaces.provenance.models import Basis

TODAY = dt.date(2026, 7, 1)


@pytest.mark.parametrize(
    ("as_of", "basis", "fact", "expected"),
    [
        ("2026-06-01", Basis.PRINTED, "prices", FRESH),
        ("2026-02", Basis.PRINTED, "prices", AGEING),
        ("2025-11", Basis.PRINTED, "prices", STALE),
        ("2025-11", Basis.PRINTED, "opening_hours", AGEING),
        ("2025-11", Basis.PRINTED, "website", FRESH),
        ("2019", Basis.DATASET, "website", STALE),
        ("2026-06", Basis.NOT_BEFORE, "website", UNDATED),
        ("2026-06", Basis.UNKNOWN, "website", UNDATED),
        ("", Basis.PRINTED, "website", UNDATED),
    ],
)
def test_freshness_depends_on_date_basis_and_fact(as_of, basis, fact, expected):
    assert freshness(as_of, basis, fact, TODAY) is expected


@pytest.mark.parametrize(
    ("fact", "fresh_days", "days_until_stale"),
    [("prices", 91, 182), ("opening_hours", 182, 365), ("website", 365, 730)],
)
def test_a_fact_ages_from_half_its_time_limit_on_and_is_stale_after_it(fact, fresh_days, days_until_stale):
    def after(days):
        as_of = TODAY - dt.timedelta(days=days)
        return freshness(as_of.isoformat(), Basis.PRINTED, fact, TODAY)

    assert [after(fresh_days), after(fresh_days + 1)] == [FRESH, AGEING]
    assert [after(days_until_stale), after(days_until_stale + 1)] == [AGEING, STALE]


@pytest.mark.parametrize(("as_of", "level"), [("2026-06", AGEING), ("2025", AGEING), ("2019", STALE)])
def test_what_merely_stood_in_the_data_is_never_fresh(as_of, level):
    assert freshness(as_of, Basis.LISTED, "website", TODAY) is level


def test_without_a_day_freshness_is_that_of_today():
    today = timezone.localdate()
    assert freshness(today.isoformat(), Basis.PRINTED) is FRESH
    assert freshness((today - dt.timedelta(days=900)).isoformat(), Basis.PRINTED) is STALE


def test_dates_of_checks_come_after_all_dates_of_data_and_these_after_none():
    dates = [
        ("2024-05", Basis.PRINTED),
        ("2026-01", Basis.LISTED),
        ("", Basis.PRINTED),
        ("2025", Basis.DATASET),
    ]
    assert [as_of for as_of, _basis in sorted(dates, key=lambda date: date_rank(*date))] == [
        "",
        "2026-01",
        "2024-05",
        "2025",
    ]


def test_the_legend_has_every_level_of_freshness_from_fresh_to_undated():
    assert [level.key for level in FRESHNESS_LEVELS] == ["fresh", "ageing", "stale", "undated"]


@given(st.dates(dt.date(2000, 1, 1), dt.date(2030, 1, 1)), st.sampled_from([4, 7, 10]))
def test_the_day_before_which_a_fact_is_stale_agrees_with_its_freshness(day, precision):
    as_of = day.isoformat()[:precision]
    for fact in (*STALE_AFTER_MONTHS, "website"):
        is_stale = freshness(as_of, Basis.PRINTED, fact, TODAY) is STALE
        assert (as_of < stale_before(fact, TODAY)) is is_stale
