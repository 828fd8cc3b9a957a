"""Fixtures for tests of programmes."""

import pytest

from tests.factories import (
    make_programme,
)


@pytest.fixture
def rural():
    return make_programme("Rural Desks", region="Wallonia", funder="The region")
