"""Every fact says who tells it and since when; those who say otherwise are named."""

import datetime as dt

import pytest

from spaces.provenance.freshness import AGEING, FRESH, STALE, UNDATED, freshness
from spaces.provenance.models import Basis
from spaces.provenance.queries import provenance_of
from tests.factories import make_source, make_space, make_statement

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
def test_facts_age_by_their_kind(as_of, basis, fact, expected):
    assert freshness(as_of, basis, fact, TODAY) is expected


@pytest.mark.django_db
def test_the_manager_speaks_first_and_others_stay_readable():
    space = make_space(phone="+32 1")
    make_statement(space, {"phone": "+32 2"}, source=make_source("newer"), as_of="2026-05")
    make_statement(space, {"phone": "+32 1"}, source=make_source("agrees"), as_of="2026-04")
    make_statement(
        space, {"phone": "+32 1"}, source=make_source("manager"), as_of="2026-01", as_of_basis=Basis.CONFIRMED
    )
    phone = provenance_of(space)["phone"]
    assert phone.origin.source.key == "manager"
    assert [statement.source.key for statement in phone.agreeing] == ["agrees"]
    assert [(value, statement.source.key) for value, statement in phone.conflicts] == [("+32 2", "newer")]


@pytest.mark.django_db
def test_page_names_source_licence_and_conflict(client):
    space = make_space(website="https://example.org/a")
    make_statement(space, {"website": "https://example.org/a"}, source=make_source("One list", licence="CC0"))
    make_statement(
        space, {"website": "https://example.org/b"}, source=make_source("Other list"), as_of="2014"
    )
    page = client.get(f"/en/spaces/{space.slug}/").content.decode()
    for word in ("One list", "CC0", "Other list", "https://example.org/b"):
        assert word in page
