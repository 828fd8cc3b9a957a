"""Moderators undo decisions while nothing depends on them; the member is notified again."""

import pytest
from django.core import mail

from coworking.accounts.models import User
from coworking.audit.registry import NotPossible
from spaces.audit.log import log_action, space_log
from spaces.audit.models import SpaceLogEntry
from spaces.contributions import proposals, reports, suggested_edits
from spaces.contributions.models import Proposal
from spaces.directory.models import Space, SpaceAmenity, SpaceName
from spaces.history.models import HistoryEvent
from spaces.managers import claims, facts
from spaces.managers.models import Claim, Role, SuggestedEdit
from spaces.pricing.models import Plan
from spaces.provenance.models import Source, Statement
from spaces.provenance.own_sources import manager_source
from tests.factories import (
    make_comment,
    make_country,
    make_member,
    make_sourced_space,
    make_space,
    make_staff,
    make_statement,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def mill(db):
    return make_sourced_space()


@pytest.fixture
def boss(db):
    return make_staff("moderator")


@pytest.fixture
def marie(db):
    return make_member()


def state():
    """All rows about spaces, as plain values."""
    columns = [field.attname for field in Space._meta.fields if field.name != "updated_at"]
    return {
        "spaces": sorted(map(str, Space.objects.values(*columns))),
        "amenities": sorted(SpaceAmenity.objects.values_list("space", "amenity", "value", "detail")),
        "plans": sorted(Plan.objects.values_list("pk", "is_current")),
        "statements": sorted(map(str, Statement.objects.values_list("pk", "replaced_at", "facts"))),
        "events": sorted(HistoryEvent.objects.values_list("pk")),
        "names": sorted(SpaceName.objects.values_list("name")),
        "suggestions": sorted(SuggestedEdit.objects.values_list("pk", "state", "decided_by", "reason")),
        "proposals": sorted(map(str, Proposal.objects.values_list("pk", "state", "space", "decided_by"))),
        "counts": sorted(type(Space.objects.first().city).objects.values_list("slug", "space_count")),
    }


def last(action):
    return SpaceLogEntry.objects.filter(action=action).latest("pk")


def report_change(space, member, **words):
    reports.report(member, space, words.pop("changes", {}), **words)
    return SuggestedEdit.objects.latest("pk")


REPORTS = {
    "a fact": {"changes": {"phone": "+32 4 222 22 22"}},
    "a name": {"changes": {"name": "The Windmill"}},
    "amenities": {"changes": {"amenities": {"wifi": "", "coffee": "no: not yet"}}},
    "prices": {"changes": {"prices": [{"unit": "day", "amount": "25", "currency": "EUR"}]}},
    "a position": {"changes": {"position": [50.6, 5.5]}},
    "closed": {"what": "closed", "when": "2026-03"},
    "moved": {"what": "moved", "when": "2026", "changes": {"street": "Rue Basse 3"}},
    "no space": {"what": "not_a_space"},
}

# Reports


@pytest.mark.parametrize("words", REPORTS.values(), ids=REPORTS)
@pytest.mark.parametrize("who", ["moderator", "manager"])
def test_undoing_an_accepted_report_restores_all_rows(mill, boss, marie, words, who):
    facts.confirm(mill, ["phone", "amenities", "prices"])
    make_space("Coffee house", amenities=("coffee",))
    decider = make_staff("moderator")
    if who == "manager":
        decider = make_member("Olga")
        Role.objects.create(space=mill, member=decider, level="owner")
    suggestion = report_change(mill, marie, **words)
    before = state()
    suggested_edits.accept(suggestion, decider, "I called.")
    assert state() != before
    space_log.undo(boss, last("suggestion_accepted"), "Wrong place.")
    assert state() == before
    suggested_edits.accept(suggestion, decider, "After all.")
    assert SuggestedEdit.objects.get(pk=suggestion.pk).state == "accepted"


def test_the_member_is_notified_and_the_log_contains_the_reason(
    client, mill, boss, marie, django_capture_on_commit_callbacks
):
    client.force_login(boss)
    suggested_edits.decline(report_change(mill, marie, **REPORTS["a fact"]), boss, "No.")
    page = client.get("/admin/queues/reports/").content.decode()
    assert page.count('value="undo"') == 1
    undo = {"action": "undo", "pk": last("suggestion_declined").pk}
    assert "Say why" in client.post("/admin/queues/reports/act/", undo, follow=True).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/admin/queues/reports/act/", undo | {"reason": "Wrong button."})
    assert mail.outbox[-1].to == [marie.email]
    assert "was taken back. It waits again:" in mail.outbox[-1].body
    assert "Wrong button." in mail.outbox[-1].body
    row = last("undo")
    assert (row.actor, row.reason, row.undoes.action) == (boss, "Wrong button.", "suggestion_declined")
    assert SuggestedEdit.objects.get().state == "waiting"
    page = client.get("/admin/queues/reports/").content.decode()
    assert 'value="undo"' not in page
    assert "Wrong button." in page
    assert "Wrong button." not in client.get("/admin/queues/proposals/").content.decode()


def test_a_report_is_not_undone_when_the_fact_has_changed_since(mill, boss, marie):
    suggested_edits.accept(report_change(mill, marie, **REPORTS["a fact"]), boss, "")
    Space.objects.filter(pk=mill.pk).update(phone="+32 4 333 33 33")
    with pytest.raises(NotPossible):
        space_log.undo(boss, last("suggestion_accepted"), "late")
    assert SuggestedEdit.objects.get().state == "accepted"


@pytest.mark.parametrize("name", ["a fact", "amenities", "prices"])
def test_a_report_is_not_undone_when_the_manager_has_confirmed_it_since(mill, boss, marie, name):
    make_space("Coffee house", amenities=("coffee",))
    suggested_edits.accept(report_change(mill, marie, **REPORTS[name]), boss, "")
    facts.confirm(Space.objects.get(pk=mill.pk), ["phone", "amenities", "prices"])
    before = state()
    with pytest.raises(NotPossible):
        space_log.undo(boss, last("suggestion_accepted"), "late")
    assert state() == before


def test_a_change_of_another_fact_or_space_does_not_prevent_undoing(mill, boss, marie):
    suggested_edits.accept(report_change(mill, marie, **REPORTS["a fact"]), boss, "")
    make_statement(make_space(), REPORTS["a fact"]["changes"])
    Space.objects.filter(pk=mill.pk).update(street="Rue Neuve 1")
    facts.confirm(Space.objects.get(pk=mill.pk), ["street"])
    space_log.undo(boss, last("suggestion_accepted"), "wrong")
    mill.refresh_from_db()
    assert (mill.phone, mill.street) == ("+32 4 111 11 11", "Rue Neuve 1")


def test_a_report_is_not_undone_when_the_database_refuses_what_was_before(mill, boss, marie):
    facts.confirm(mill, ["phone"])
    suggested_edits.accept(report_change(mill, marie, **REPORTS["a fact"]), boss, "")
    make_statement(make_space(), source=manager_source(), ref=f"{mill.pk}:phone")
    before = state()
    with pytest.raises(NotPossible, match="have changed since"):
        space_log.undo(boss, last("suggestion_accepted"), "late")
    assert state() == before


def test_only_the_last_decision_about_a_report_can_be_undone(mill, boss, marie):
    suggested_edits.accept(report_change(mill, marie, **REPORTS["no space"]), boss, "")
    first = last("suggestion_accepted")
    Space.objects.filter(pk=mill.pk).update(is_published=True)
    suggested_edits.accept(report_change(mill, marie, **REPORTS["no space"]), boss, "")
    with pytest.raises(NotPossible):
        space_log.undo(boss, first, "")
    space_log.undo(boss, last("suggestion_accepted"), "")
    assert Space.objects.published().exists()


def test_decisions_without_a_snapshot_cannot_be_undone(client, mill, boss):
    log_action(boss, "suggestion_accepted", mill, "old")
    client.force_login(boss)
    assert 'value="undo"' not in client.get("/admin/queues/reports/").content.decode()


# Proposals


def proposal(member, city, **facts):
    words = {"name": "The Barn", "kind": "coworking", "phone": "+32 4 222 22 22", "street": "Rue Basse 3"}
    made, _new = proposals.propose(member, make_country(), city.name, city, words | facts, "I work there.")
    return made


def test_undoing_an_approved_proposal_deletes_its_space(
    client, mill, boss, marie, django_capture_on_commit_callbacks
):
    one = proposal(marie, mill.city, prices=[{"unit": "day", "amount": 9, "currency": "EUR"}])
    before = state()
    space = proposals.approve(boss, one)
    assert client.get(space.get_absolute_url()).status_code == 200  # looking is not building
    client.force_login(boss)
    undo = {"action": "undo", "pk": last("proposal_approved").pk, "reason": "It is a flat."}
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/admin/queues/proposals/act/", undo)
    assert state() == before
    assert "was taken back" in mail.outbox[-1].body
    assert (last("undo").about, last("undo").space) == ("The Barn, Liège", None)
    assert client.get(space.get_absolute_url()).status_code == 404
    assert proposals.approve(boss, one).name == "The Barn"


def confirmed(space):
    facts.confirm(Space.objects.get(pk=space.pk), ["phone"])


BUILT = {
    "a comment": lambda space: make_comment(space, "Good light."),
    "a confirmation": confirmed,
    "a manager": lambda space: Role.objects.create(space=space, member=make_member("Olga"), level="owner"),
    "a correction": lambda space: Space.objects.filter(pk=space.pk).update(phone="+32 4 9"),
    "a claim": lambda space: claims.submit(make_member("Olga"), space, "", "Call me."),
    "a report": lambda space: report_change(space, make_member("Olga"), **REPORTS["closed"]),
    "an amenity": lambda space: SpaceAmenity.objects.create(space=space, amenity_id="wifi"),
}


@pytest.mark.parametrize("build", BUILT.values(), ids=BUILT)
def test_a_proposal_is_not_undone_when_its_space_has_other_rows(mill, boss, marie, build):
    space = proposals.approve(boss, proposal(marie, mill.city))
    build(space)
    with pytest.raises(NotPossible):
        space_log.undo(boss, last("proposal_approved"), "late")
    assert Space.objects.filter(pk=space.pk).exists()
    assert Proposal.objects.get().state == "approved"


def test_undoing_a_merged_proposal_removes_its_facts_from_the_space(mill, boss, marie):
    Space.objects.filter(pk=mill.pk).update(street="")
    facts.confirm(Space.objects.get(pk=mill.pk), ["phone"])
    make_space("Coffee house", amenities=("coffee",))
    one = proposal(marie, mill.city, amenities={"coffee": "yes"}, website="https://mill.example/")
    before = state()
    proposals.merge(boss, one, mill)
    assert SuggestedEdit.objects.filter(fact="phone", state="waiting").exists()
    space_log.undo(boss, last("proposal_merged"), "Two places.")
    assert state() == before


def test_a_proposal_is_not_undone_when_its_suggestions_were_decided(mill, boss, marie):
    facts.confirm(mill, ["phone"])
    proposals.merge(boss, proposal(marie, mill.city), mill)
    suggested_edits.decline(SuggestedEdit.objects.get(), boss)
    with pytest.raises(NotPossible):
        space_log.undo(boss, last("proposal_merged"), "late")


def test_undoing_a_declined_proposal_makes_it_pending(mill, boss, marie):
    proposals.decline(boss, proposal(marie, mill.city), "No.")
    space_log.undo(boss, last("proposal_declined"), "Yes.")
    one = Proposal.objects.get()
    assert (one.state, one.reason, one.decided_by, one.decided_at) == ("waiting", "", None, None)
    assert not Source.objects.filter(key="staff").exists()


def test_a_decision_that_cannot_be_logged_changes_nothing(mill, boss, marie):
    suggestion, one = report_change(mill, marie, **REPORTS["a fact"]), proposal(marie, mill.city)
    claim, nobody = claims.submit(marie, mill, "", "Call me."), User()  # not saved: no actor of an entry
    before = state()
    for decide in (
        lambda: suggested_edits.accept(suggestion, nobody),
        lambda: suggested_edits.decline(suggestion, nobody),
        lambda: proposals.approve(nobody, one),
        lambda: proposals.merge(nobody, one, mill),
        lambda: proposals.decline(nobody, one, "No."),
        lambda: claims.approve(claim, nobody, "Yes."),
        lambda: claims.decline(claim, nobody, "No."),
    ):
        with pytest.raises(ValueError, match="saved"):
            decide()
        assert state() == before
    assert Claim.objects.get().state == "waiting"
    assert not Role.objects.exists()


# Claims


def test_undoing_an_approved_claim_removes_the_role(
    client, mill, boss, marie, django_capture_on_commit_callbacks
):
    claim = claims.submit(marie, mill, "", "Call me.")
    claims.approve(claim, boss, "I called.")
    client.force_login(boss)
    data = {"action": "take_back", "_selected_action": [claim.pk], "reason": "Another Marie."}
    with django_capture_on_commit_callbacks(execute=True):
        page = client.post("/admin/spaces/claim/", data, follow=True).content.decode()
    assert "Taken back." in page
    claim.refresh_from_db()
    assert (claim.state, claim.reason, claim.decided_by, claim.decided_at) == ("waiting", "", None, None)
    assert not Role.objects.exists()
    assert mail.outbox[-1].to == [marie.email]
    assert "was taken back" in mail.outbox[-1].body
    assert "Another Marie." in mail.outbox[-1].body
    assert (last("undo").actor, last("undo").reason) == (boss, "Another Marie.")
    claims.approve(claim, boss, "The right one after all.")
    assert Role.objects.get().member == marie


def test_undoing_a_claim_requires_a_reason(client, mill, boss, marie):
    claim = claims.submit(marie, mill, "", "Call me.")
    claims.decline(claim, boss, "No.")
    client.force_login(boss)
    data = {"action": "take_back", "_selected_action": [claim.pk], "reason": " "}
    assert "Say why" in client.post("/admin/spaces/claim/", data, follow=True).content.decode()
    assert Claim.objects.get().state == "declined"
    client.post("/admin/spaces/claim/", data | {"reason": "Wrong button."})
    assert Claim.objects.get().state == "waiting"


def test_deciding_claims_shows_a_message(client, mill, boss, marie):
    claim = claims.submit(marie, mill, "", "Call me.")
    client.force_login(boss)
    data = {"action": "approve", "_selected_action": [claim.pk], "reason": "I called."}
    page = client.post("/admin/spaces/claim/", data, follow=True).content.decode()
    assert "1 claim decided. The member is told." in page
    page = client.post("/admin/spaces/claim/", data, follow=True).content.decode()
    assert f"Already decided: approved ({boss.email}" in page


def test_undoing_a_claim_leaves_an_earlier_role(mill, boss, marie):
    Role.objects.create(space=mill, member=marie, level="editor")
    claims.approve(claims.submit(marie, mill, "", "Call me."), boss, "Yes.")
    space_log.undo(boss, last("claim_approved"), "")
    assert Role.objects.get().level == "editor"


def test_a_claim_is_not_undone_when_the_manager_has_changed_the_space(mill, boss, marie):
    claims.approve(claims.submit(marie, mill, "", "Call me."), boss, "Yes.")
    facts.confirm(mill, ["phone"], marie)
    with pytest.raises(NotPossible, match="managed since"):
        space_log.undo(boss, last("claim_approved"), "late")
    assert Role.objects.exists()


def test_a_claim_is_not_undone_when_there_is_another_manager(mill, boss, marie):
    claims.approve(claims.submit(marie, mill, "", "Call me."), boss, "Yes.")
    claims.approve(claims.submit(make_member("Tom"), mill, "", "Me too."), boss, "Yes.")
    with pytest.raises(NotPossible, match="managed since"):
        space_log.undo(boss, SpaceLogEntry.objects.filter(action="claim_approved").earliest("pk"), "late")


def test_a_claim_is_not_undone_when_the_member_has_claimed_again(mill, boss, marie):
    claims.decline(claims.submit(marie, mill, "", "Call me."), boss, "No.")
    claims.submit(marie, mill, "", "Please.")
    with pytest.raises(NotPossible, match="asked again"):
        space_log.undo(boss, last("claim_declined"), "late")
