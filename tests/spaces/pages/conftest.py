"""Fixtures for tests of pages."""

import pytest

from tests.factories import make_city


@pytest.fixture
def liege():
    return make_city()
