"""The queues on the first page of the staff's admin."""

import pytest

from spaces.managers import claims
from tests.factories import make_member, make_space, make_user
from tests.pages import page as parsed

pytestmark = pytest.mark.django_db


def test_the_dashboard_counts_the_queues(client, db):
    space = make_space()
    claims.submit(make_member(), space, "", "I hold the key.")
    client.force_login(make_user(is_staff=True, is_superuser=True))
    links = parsed(client.get("/admin/")).links("nav.queues a")
    assert links["1 Claims"] == "/admin/spaces/claim/?state__exact=waiting"
    assert links["0 Held"] == "/admin/moderation/?queue=held"


def test_the_dashboard_shows_queues_by_permission(client, db):
    client.force_login(make_user(is_staff=True))
    assert "What waits" not in client.get("/admin/").content.decode()
