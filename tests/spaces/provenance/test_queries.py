"""Tests of the provenance of facts."""

import pytest

from spaces.provenance.models import Basis
from spaces.provenance.queries import provenance_of
from tests.factories import make_source, make_space, make_statement


@pytest.mark.django_db
def test_manager_has_precedence_and_others_are_shown():
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
def test_page_shows_source_licence_and_conflict(client):
    space = make_space(website="https://example.org/a")
    make_statement(space, {"website": "https://example.org/a"}, source=make_source("One list", licence="CC0"))
    make_statement(
        space, {"website": "https://example.org/b"}, source=make_source("Other list"), as_of="2014"
    )
    page = client.get(f"/en/spaces/{space.slug}/").content.decode()
    for word in ("One list", "CC0", "Other list", "https://example.org/b"):
        assert word in page
