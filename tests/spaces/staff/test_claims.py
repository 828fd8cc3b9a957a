"""Claims in the staff's admin."""

import pytest
from django.core import mail

from spaces.audit.models import SpaceLogEntry
from spaces.managers import claims
from tests.factories import make_member, make_space, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client


def test_deciding_a_claim_is_logged(db):
    moderator, member, space = make_user(), make_member(), make_space("The Mill")
    claims.approve(claims.submit(member, space, "", "I hold the key."), moderator, "She does.")
    entry = SpaceLogEntry.objects.get()
    assert (entry.actor, entry.space, entry.reason) == (moderator, space, "She does.")
    assert entry.action == "claim_approved"
    assert "The Mill" in entry.about


@pytest.mark.parametrize(
    ("typed", "expected"), [("Her name is on the door.", "Her name"), ("", "looked at it")]
)
def test_the_member_is_notified_of_the_reason_for_a_decision(
    staff, typed, expected, django_capture_on_commit_callbacks
):
    claim = claims.submit(make_member(email="ann@example.org"), make_space(), "", "I hold the key.")
    form = {"action": "decline", "_selected_action": [claim.pk], "reason": typed}
    with django_capture_on_commit_callbacks(execute=True):
        staff.post("/admin/spaces/claim/", form)
    claim.refresh_from_db()
    assert claim.state == "declined"
    assert expected in claim.reason
    assert expected in mail.outbox[-1].body
