import pytest

from tests.factories import make_city


@pytest.fixture
def lyon():
    return make_city(
        "Lyon", "FR", latitude=45.74846, longitude=4.84671, timezone="Europe/Paris", population=522228
    )
