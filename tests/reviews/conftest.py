"""Fixtures for the tests of reviews."""

import pytest

from tests.factories import make_member, make_space


@pytest.fixture
def space(db):
    return make_space(name="Atelier Nord", slug="atelier-nord")


@pytest.fixture
def marie(db):
    return make_member("Marie")
