"""Claims: who says that a space is theirs proves it by a code, or a moderator decides."""

import re

import pytest
from django.core import mail

from spaces.managers import claims
from spaces.managers.claims import is_at_own_domain
from spaces.managers.models import Claim, Level, Role
from tests.factories import make_member, make_space, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("email", "website", "proven"),
    [
        ("a@mill.example", "https://www.mill.example/", True),
        ("a@MILL.example", "http://mill.example/en/", True),
        ("a@evil-mill.example", "https://mill.example", False),
        ("a@mill.example.evil.example", "https://mill.example", False),
        ("a@facebook.com", "https://facebook.com/themill", False),
        ("a@mill.example", "", False),
        ("", "https://mill.example", False),
    ],
)
def test_an_email_address_is_proof_at_the_spaces_own_domain_only(email, website, proven):
    assert is_at_own_domain(email, make_space(website=website)) == proven


def test_an_email_address_at_the_own_domain_is_verified_by_a_code(
    client, mill, django_capture_on_commit_callbacks
):
    marie = make_member()
    client.force_login(marie)
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/en/spaces/the-mill/claim/", {"email": "desk@mill.example"})
    assert mail.outbox[0].to == ["desk@mill.example"]
    code = re.search(r"^ {4}([A-Z0-9]{8})$", mail.outbox[0].body, re.MULTILINE)[1]
    assert not Role.objects.exists()
    assert (
        "wrong or too old"
        in client.post("/en/spaces/the-mill/claim/code/", {"code": "WRONG"}).content.decode()
    )
    response = client.post("/en/spaces/the-mill/claim/code/", {"code": code.lower()})
    assert response.url == "/en/spaces/the-mill/keep/"
    assert Role.objects.get().level == Level.OWNER
    assert Claim.objects.get().state == "approved"


def test_a_code_cannot_be_guessed(client, mill, django_capture_on_commit_callbacks):
    client.force_login(make_member())
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/en/spaces/the-mill/claim/", {"email": "desk@mill.example"})
    code = re.search(r"^ {4}([A-Z0-9]{8})$", mail.outbox[0].body, re.MULTILINE)[1]
    for _number in range(5):
        client.post("/en/spaces/the-mill/claim/code/", {"code": "WRONG"})
    client.post("/en/spaces/the-mill/claim/code/", {"code": code})
    assert not Role.objects.exists()


def test_a_code_is_not_valid_after_the_web_site_of_the_space_changed(
    client, mill, django_capture_on_commit_callbacks
):
    client.force_login(make_member())
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/en/spaces/the-mill/claim/", {"email": "desk@mill.example"})
    code = re.search(r"^ {4}([A-Z0-9]{8})$", mail.outbox[0].body, re.MULTILINE)[1]
    mill.website = "https://another.example/"
    mill.save(update_fields=["website"])
    client.post("/en/spaces/the-mill/claim/code/", {"code": code})
    assert not Role.objects.exists()
    assert Claim.objects.get().state == "waiting"


def test_other_claims_are_decided_by_a_moderator(client, mill, django_capture_on_commit_callbacks):
    marie = make_member()
    client.force_login(marie)
    client.post("/en/spaces/the-mill/claim/", {"evidence": "Call me at the desk."})
    client.post("/en/spaces/the-mill/claim/", {"evidence": "Call me at the desk, please."})
    claim = Claim.objects.get()
    assert (claim.state, claim.evidence) == ("waiting", "Call me at the desk, please.")
    client.force_login(make_user("boss@example.org", is_staff=True, is_superuser=True))
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/admin/spaces/claim/", {"action": "approve", "_selected_action": [claim.pk]})
    assert Role.objects.get().member == marie
    assert mail.outbox[0].to == [marie.email]


def test_the_account_page_shows_the_state_of_a_claim(client, mill):
    member, judge = make_member("Olga"), make_user(is_staff=True)
    client.force_login(member)
    client.post("/en/spaces/the-mill/claim/", {"evidence": "My name is on the door."})

    def asked() -> str:
        page = client.get("/en/account/").content.decode()
        return page.partition('id="asked"')[2].partition("</section>")[0]

    assert "The Mill" in asked()
    assert "waiting for a moderator" in asked()
    claims.decline(Claim.objects.get(), judge, "Another name is there.")
    assert "declined" in asked()
    assert "Another name is there." in asked()
    client.post("/en/spaces/the-mill/claim/", {"evidence": "It is mine."})
    Claim.objects.filter(state="declined").delete()
    claims.approve(Claim.objects.get(), judge, "So it is.")
    assert asked() == ""


def test_a_claim_requires_an_address_or_evidence(client, mill):
    client.force_login(make_member())
    page = client.post("/en/spaces/the-mill/claim/", {}).content.decode()
    assert "Give an address or say how we can know." in page
    assert not Claim.objects.exists()
