"""Claims: who says that a space is theirs proves it by a code, or a moderator decides."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.utils import timezone, translation

from coworking.audit.registry import NotPossible, Outcome
from spaces.audit.log import space_log
from spaces.audit.models import SpaceLogEntry
from spaces.managers import claims, facts
from spaces.managers.claims import is_at_own_domain
from spaces.managers.models import Claim, Level, Role
from tests.factories import make_manager, make_member, make_space, make_staff, make_user

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


@pytest.fixture
def submit(mill, django_capture_on_commit_callbacks):
    """Submits a claim of a member, and returns it with its mailed code."""

    def submit(member, email="desk@mill.example"):
        with django_capture_on_commit_callbacks(execute=True):
            claim = claims.submit(member, mill, email, "")
        return claim, re.search(r"^ {4}([A-Z0-9]{8})$", mail.outbox[-1].body, re.MULTILINE)[1]

    return submit


@pytest.mark.parametrize(("seconds", "is_valid"), [(895, True), (905, False)])
def test_a_code_is_valid_for_a_quarter_of_an_hour(submit, seconds, is_valid):
    claim, code = submit(make_member())
    Claim.objects.update(code_sent_at=timezone.now() - dt.timedelta(seconds=seconds))
    assert claims.verify_code(claim, code) is is_valid
    assert Role.objects.exists() is is_valid


def test_the_fifth_try_still_counts_and_another_code_starts_again(submit):
    marie = make_member()
    claim, code = submit(marie)
    for _try in range(4):
        assert not claims.verify_code(claim, "WRONG")
    assert claims.verify_code(claim, f" {code} ")
    claim, code = submit(make_member("Tom"))
    for _try in range(5):
        assert not claims.verify_code(claim, "WRONG")
    assert not claims.verify_code(claim, code)
    claim, code = submit(claim.member)
    assert claims.verify_code(claim, code)


def test_a_code_is_used_once_and_an_earlier_one_not_at_all(submit, mill):
    claim, first = submit(make_member())
    claim, second = submit(claim.member)
    assert not claims.verify_code(claim, first)
    assert claims.verify_code(claim, second)
    assert not claims.verify_code(claim, second)
    claim.refresh_from_db()
    assert (claim.state, claim.code_hash, claim.decided_by) == ("approved", "", None)
    assert "domain was verified" in claim.reason


def test_no_code_is_valid_for_a_claim_with_another_address(submit, mill):
    marie = make_member()
    _claim, code = submit(marie)
    claim = claims.submit(marie, mill, "marie@elsewhere.example", "")
    mill.website = "https://elsewhere.example/"
    mill.save(update_fields=["website"])
    assert not claims.verify_code(claim, code)
    assert not claims.verify_code(claim, "")


def test_who_claims_a_space_that_has_an_owner_becomes_an_editor(mill):
    owner, marie, boss = make_manager(mill), make_member(), make_staff("moderator")
    for member in (marie, owner):
        claims.approve(claims.submit(member, mill, "", "Ask at the desk."), boss, "Asked.")
    levels = dict(Role.objects.values_list("member", "level"))
    assert levels == {owner.pk: Level.OWNER, marie.pk: Level.EDITOR}
    elsewhere = claims.submit(marie, make_space(), "", "There too.")
    assert claims.approve(elsewhere, boss, "Yes.").level == Level.OWNER


def test_a_decision_says_who_made_it_when_and_why(mill, django_capture_on_commit_callbacks):
    with translation.override("fr"):
        claim = claims.submit(make_member(), mill, "", "Appelez-moi.")
    boss = make_staff("moderator")
    assert claims.outcome(claim) is None
    with django_capture_on_commit_callbacks(execute=True):
        claims.decline(claim, boss, "Personne ne vous y connaît.")
    claim.refresh_from_db()
    assert (claim.state, claim.decided_by, claim.reason) == ("declined", boss, "Personne ne vous y connaît.")
    assert claims.outcome(claim) == Outcome(claim.get_state_display(), boss, claim.decided_at)
    assert abs(timezone.now() - claim.decided_at) < dt.timedelta(minutes=5)
    entry = claims.decision_entry(claim)
    assert (entry.action, entry.actor, entry.space) == ("claim_declined", boss, mill)
    assert str(claim.member) in entry.about
    message = mail.outbox[-1]
    assert message.subject == "À propos de votre demande pour The Mill"
    assert message.body.startswith("Votre demande a été refusée.")
    assert "Raison" in message.body
    assert message.body.endswith("/spaces/the-mill/")


def test_without_a_reason_the_member_reads_the_decision_and_the_link(
    mill, django_capture_on_commit_callbacks
):
    claim = claims.submit(make_member(), mill, "", "Call me.")
    with django_capture_on_commit_callbacks(execute=True):
        claims.approve(claim, None, "")
    first, blank, link = mail.outbox[-1].body.splitlines()
    assert (first, blank) == ("You manage the page now.", "")
    assert link.endswith("/en/spaces/the-mill/")


def test_the_decision_on_a_claim_is_its_newest_that_was_not_undone(mill):
    claim, boss = claims.submit(make_member(), mill, "", "Call me."), make_staff("moderator")
    other = claims.submit(make_member("Tom"), mill, "", "Me too.")
    claims.decline(claim, boss, "No.")
    claims.decline(other, boss, "No.")
    space_log.undo(boss, claims.decision_entry(claim), "Wrong button.")
    assert claims.decision_entry(claim) is None
    claims.approve(claim, boss, "Yes.")
    assert claims.decision_entry(claim).action == "claim_approved"
    assert SpaceLogEntry.objects.filter(before__claim=claim.pk).count() >= 2


def test_the_role_of_a_claim_is_not_taken_away_once_it_was_changed(mill):
    claim, boss = claims.submit(make_member(), mill, "", "Call me."), make_staff("moderator")
    claims.approve(claim, boss, "Yes.")
    Role.objects.update(level=Level.EDITOR)
    with pytest.raises(NotPossible, match="role has changed"):
        space_log.undo(boss, claims.decision_entry(claim), "late")
    assert Role.objects.exists()


def test_a_claim_is_decided_and_taken_back_once(mill):
    claim, boss = claims.submit(make_member(), mill, "", "Call me."), make_staff("moderator")
    claims.decline(claim, boss, "No.")
    for decide in (claims.approve, claims.decline):
        with pytest.raises(NotPossible, match="Already decided"):
            decide(claim, boss, "Yes.")
    entry = claims.decision_entry(claim)
    Claim.objects.update(state="waiting")
    with pytest.raises(NotPossible, match="waits already"):
        space_log.undo(boss, entry, "again")


def test_what_others_and_earlier_managers_did_does_not_prevent_taking_a_claim_back(mill):
    boss, marie = make_staff("moderator"), make_member()
    make_manager(mill, "Olga")
    Role.objects.update(granted_at=timezone.now() - dt.timedelta(days=1))
    facts.confirm(mill, ["phone"], boss)
    claim = claims.submit(marie, mill, "", "Call me.")
    claims.approve(claim, boss, "Yes.")
    facts.confirm(make_space(), ["name"], marie)
    facts.confirm(mill, ["phone"], boss)
    make_manager(make_space(), "Elsewhere")
    space_log.undo(boss, claims.decision_entry(claim), "Another Marie.")
    assert [role.member.display_name for role in Role.objects.filter(space=mill)] == ["Olga"]
