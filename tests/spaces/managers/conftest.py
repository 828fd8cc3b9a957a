"""A space and its manager."""

import pytest

from tests.factories import make_manager, make_space


@pytest.fixture
def mill(db):
    return make_space(name="The Mill", slug="the-mill", website="https://www.mill.example/", phone="+32 4 1")


@pytest.fixture
def owner(client, mill):
    member = make_manager(mill, email="olga@mail.example")
    client.force_login(member)
    return member
