"""Tests of the freshness of facts."""

import datetime as dt

import pytest

from spaces.provenance.freshness import AGEING, FRESH, STALE, UNDATED, freshness
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
