"""Several people who decide on one thing leave one decision; the others see who decided what."""

import pytest
from django.core import mail
from django.test import Client

from spaces.audit.models import SpaceLogEntry
from spaces.contributions import proposals, reports
from spaces.duplicates.models import LikelyDuplicate
from spaces.managers import claims, team
from spaces.managers.models import Level, Role, SuggestedEdit
from spaces.photos.models import Photo
from tests.factories import make_country, make_manager, make_member, make_space, make_user
from tests.pages import page
from tests.threads import at_once

CLAIMS = "/admin/spaces/claim/"


def claim():
    claim = claims.submit(make_member(), make_space(), "", "Call me.")
    decisions = ({"action": action, "_selected_action": claim.pk} for action in ("approve", "decline"))
    return CLAIMS, list(decisions)


def proposal():
    facts = {"name": "The Mill"}
    row, _new = proposals.propose(make_member(), make_country("BE"), "Liège", make_space().city, facts, "")
    decisions = ({"action": action, "pk": row.pk, "reason": "so"} for action in ("approve", "decline"))
    return "/admin/queues/proposals/act/", list(decisions)


def report():
    reports.report(make_member(), make_space(), {"phone": "+32 4 222 22 22"})
    decisions = ({"action": action, "pk": SuggestedEdit.objects.get().pk} for action in ("accept", "decline"))
    return "/admin/queues/reports/act/", list(decisions)


def pair():
    row = LikelyDuplicate.objects.create(first=make_space(), second=make_space())
    actions = ("keep_first", "keep_second", "apart")
    return "/admin/queues/duplicates/act/", [{"action": action, "pk": row.pk} for action in actions]


def moderators(count):
    """Moderators, some with a public name. The fixture `shared_database` has emptied the table of groups."""
    return [
        make_user(is_staff=True, is_superuser=True, display_name=f"Boss {number}" if number % 2 else "")
        for number in range(count)
    ]


@pytest.mark.parametrize(("make", "mails"), [(claim, 1), (proposal, 1), (report, 1), (pair, 0)])
def test_six_decisions_at_once_leave_one_entry_and_one_mail(shared_database, make, mails):
    url, decisions = make()
    bosses = moderators(6)

    def press(number):
        client = Client()
        client.force_login(bosses[number])
        return page(client.post(url, decisions[number % len(decisions)], follow=True)).texts(
            ".messagelist li"
        )

    shown = at_once(6, press)
    entry = SpaceLogEntry.objects.get()
    assert len(mail.outbox) == mails
    refusals = [message for messages in shown for message in messages if "Already decided: " in message]
    assert len(refusals) == 5
    assert all(str(entry.actor) in refusal for refusal in refusals)


@pytest.mark.django_db
@pytest.mark.parametrize("make", [claim, proposal, report, pair])
def test_a_decision_on_what_was_decided_says_who_decided_what(client, make):
    url, decisions = make()
    for boss, data in zip(moderators(2), decisions, strict=False):
        client.force_login(boss)
        response = client.post(url, data, follow=True)
    entry = SpaceLogEntry.objects.select_related("actor").get()
    message = page(response).one(".messagelist li").text
    assert f"({entry.actor}, " in message
    assert {"claim": "approved", "proposal": "approved", "report": "accepted"}.get(
        make.__name__, "merged two spaces"
    ) in message


@pytest.mark.django_db
def test_a_manager_sees_who_decided_but_no_address_of_the_staff(client):
    _url, _decisions = report()
    suggestion = SuggestedEdit.objects.get()
    boss = moderators(1)[0]
    client.force_login(boss)
    client.post("/admin/queues/reports/act/", {"action": "decline", "pk": suggestion.pk})
    client.force_login(make_manager(suggestion.space))
    url = f"/en/spaces/{suggestion.space.slug}/keep/suggestions/{suggestion.pk}/"
    response = client.post(url, {"answer": "accept"}, follow=True)
    message = page(response).one(".messages li", "Already decided: declined").text
    assert boss.email not in message


@pytest.mark.django_db
def test_a_mailed_code_that_comes_after_a_moderators_decision_says_so(client):
    member, space = make_member(), make_space()
    claims.decline(claims.submit(member, space, "", "Call me."), moderators(2)[1], "no")
    client.force_login(member)
    response = client.post(f"/en/spaces/{space.slug}/claim/code/", {"code": "ABCDEFGH"}, follow=True)
    assert "Already decided: declined (Boss 1, " in page(response).one(".messages li").text


@pytest.mark.django_db
@pytest.mark.parametrize("action", ["publish", "mark_closed"])
def test_bulk_actions_at_once_leave_one_entry_for_each_space(shared_database, action):
    spaces = [make_space(is_published=False) for _number in range(3)]
    bosses = moderators(4)

    def press(number):
        client = Client()
        client.force_login(bosses[number])
        data = {"action": action, "reason": "so", "_selected_action": [space.pk for space in spaces]}
        return client.post("/admin/spaces/space/", data).status_code

    assert at_once(4, press) == [302] * 4
    assert SpaceLogEntry.objects.count() == 3


# Teams and photos


@pytest.mark.django_db
@pytest.mark.parametrize("action", ["remove", "make_owner", "withdraw"])
def test_two_owners_who_do_the_same_leave_one_entry(shared_database, action):
    space = make_space()
    owners = [make_manager(space, f"Owner {number}") for number in range(2)]
    editor = Role.objects.create(space=space, member=make_member("Ed"), level=Level.EDITOR)
    invitation = team.invite(owners[0], space, "a@b.example")
    SpaceLogEntry.objects.all().delete()
    key = invitation.pk if action == "withdraw" else editor.pk

    def press(number):
        client = Client()
        client.force_login(owners[number])
        return client.post(f"/en/spaces/{space.slug}/keep/share/", {action: key}).status_code

    assert set(at_once(2, press)) <= {302, 404}
    assert SpaceLogEntry.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("action", ["remove", "earlier"])
def test_a_photo_that_was_removed_meanwhile_is_not_removed_or_moved_again(shared_database, action):
    space = make_space()
    owners = [make_manager(space, f"Owner {number}") for number in range(4)]
    photo = Photo.objects.create(space=space, image="photos/none.jpg", width=1, height=1, slot=1)

    def press(number):
        client = Client()
        client.force_login(owners[number])
        url = f"/en/spaces/{space.slug}/keep/photos/{photo.pk}/"
        return client.post(url, {"act": "remove" if number % 2 else action}).status_code

    assert set(at_once(4, press)) <= {302, 404}
    assert SpaceLogEntry.objects.filter(action="photo_removed").count() == 1
