"""The team of a space: owners invite, remove and leave; a space with managers always has an owner."""

import threading

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import connection

from coworking.accounts.models import User
from coworking.audit.registry import NotPossible
from reviews.comments import authors
from spaces.audit.models import SpaceLogEntry
from spaces.directory.models import Space
from spaces.managers import team
from spaces.managers.models import Invitation, Level, Role
from tests.factories import make_manager, make_member, make_space, make_user
from tests.pages import page as parsed

SHARE, LEAVE = "/en/spaces/the-mill/keep/share/", "/en/spaces/the-mill/keep/leave/"


@pytest.fixture
def mill(db):
    return make_space(name="The Mill", slug="the-mill")


@pytest.fixture
def owner(client, mill):
    member = make_manager(mill, "Olga", email="olga@mail.example")
    client.force_login(member)
    return member


def level(member):
    return Role.objects.filter(member=member).values_list("level", flat=True).first()


def test_an_owner_invites_and_removes_an_editor(client, mill, owner, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(SHARE, {"email": "Tom@example.org"})
    assert mail.outbox[0].to == ["Tom@example.org"]
    tom = make_member("Tom", email="tom@example.org")
    client.force_login(tom)
    assert client.get("/en/spaces/the-mill/join/").status_code == 200
    client.post("/en/spaces/the-mill/join/")
    assert level(tom) == Level.EDITOR
    assert not Invitation.objects.exists()
    client.force_login(owner)
    client.post(SHARE, {"remove": Role.objects.get(member=tom).pk})
    assert level(tom) is None
    assert [entry.action for entry in SpaceLogEntry.objects.order_by("pk")] == [
        "invited",
        "role_given",
        "role_removed",
    ]


def test_an_invalid_address_is_refused_with_a_message(client, mill, owner):
    answer = client.post(SHARE, {"email": "x"}, follow=True)
    assert "This is no e-mail address." in parsed(answer).texts("ul.messages li")
    assert not Invitation.objects.exists()


def test_an_invitation_is_valid_for_its_address_only(client, mill, owner):
    client.post(SHARE, {"email": "tom@example.org"})
    make_member("Tom", email="tom@example.org")
    eve = make_member("Eve")
    client.force_login(eve)
    for method in (client.get, client.post):
        assert method("/en/spaces/the-mill/join/").status_code == 404
    assert level(eve) is None


def test_an_unverified_address_accepts_no_invitation(client, mill, owner):
    client.post(SHARE, {"email": "tom@example.org"})
    tom = make_member("Tom", email="tom@example.org")
    EmailAddress.objects.filter(user=tom).update(verified=False)
    client.force_login(tom)
    assert team.invitations_of(tom) == []
    assert client.post("/en/spaces/the-mill/join/").status_code == 404
    assert level(tom) is None
    EmailAddress.objects.filter(user=tom).update(verified=True)
    client.post("/en/spaces/the-mill/join/")
    assert level(tom) == Level.EDITOR


def test_the_account_page_shows_invitations_until_they_are_accepted(client, mill, owner):
    client.post(SHARE, {"email": "Tom@example.org"})
    link = 'href="/en/spaces/the-mill/join/"'
    client.force_login(make_member("Eve"))
    assert link not in client.get("/en/account/").content.decode()
    client.force_login(make_member("Tom", email="tom@example.org"))
    page = client.get("/en/account/").content.decode()
    assert link in page
    assert "Olga invites you to edit the page of The Mill, Liège." in page
    client.post("/en/spaces/the-mill/join/")
    assert link not in client.get("/en/account/").content.decode()


def test_an_invitation_to_an_unpublished_page_is_not_shown(client, mill, owner):
    client.post(SHARE, {"email": "tom@example.org"})
    Space.objects.update(is_published=False)
    client.force_login(make_member("Tom", email="tom@example.org"))
    assert "/join/" not in client.get("/en/account/").content.decode()


def test_a_withdrawn_invitation_is_not_found(client, mill, owner):
    client.post(SHARE, {"email": "tom@example.org"})
    client.post(SHARE, {"withdraw": Invitation.objects.get().pk})
    tom = make_member("Tom", email="tom@example.org")
    client.force_login(tom)
    assert client.post("/en/spaces/the-mill/join/").status_code == 404


@pytest.mark.parametrize("action", ["remove", "make_owner", "make_editor", "withdraw", "email"])
def test_an_editor_cannot_change_the_team(client, mill, owner, action):
    editor = make_manager(mill, "Tom", Level.EDITOR)
    client.force_login(editor)
    value = "x@example.org" if action == "email" else Role.objects.get(member=owner).pk
    assert client.post(SHARE, {action: value}).status_code == 404
    assert (level(owner), level(editor)) == ("owner", "editor")
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("action", ["remove", "make_owner", "make_editor", "withdraw"])
@pytest.mark.parametrize("value", ["other", "0", "-1", "x", "9" * 30, "²"])
@pytest.mark.once
def test_roles_of_another_space_are_not_found(client, mill, owner, action, value):
    stranger = make_manager(make_space(), "Tom")
    theirs = str(Role.objects.get(member=stranger).pk)
    assert client.post(SHARE, {action: theirs if value == "other" else value}).status_code == 404
    assert level(stranger) == "owner"


def test_an_owner_makes_another_owner_and_leaves(client, mill, owner):
    tom = make_manager(mill, "Tom", Level.EDITOR)
    client.post(SHARE, {"make_owner": Role.objects.get(member=tom).pk})
    assert level(tom) == Level.OWNER
    response = client.post(LEAVE, follow=True)
    assert "You no longer manage this page." in response.content.decode()
    assert (level(owner), level(tom)) == (None, "owner")
    assert client.get("/en/spaces/the-mill/keep/").status_code == 404
    assert SpaceLogEntry.objects.filter(action="owner_made", actor=owner).exists()


def test_an_editor_leaves(client, mill, owner):
    tom = make_manager(mill, "Tom", Level.EDITOR)
    client.force_login(tom)
    client.post(LEAVE)
    assert (level(owner), level(tom)) == ("owner", None)


@pytest.mark.parametrize("action", ["remove", "make_editor", "leave"])
def test_the_last_owner_cannot_be_removed(client, mill, owner, action):
    make_manager(mill, "Tom", Level.EDITOR)
    make_manager(make_space(), "Ann")  # who owns another space
    if action == "leave":
        page = client.post(LEAVE, follow=True)
    else:
        page = client.post(SHARE, {action: Role.objects.get(member=owner).pk}, follow=True)
    assert "keeps one owner" in page.content.decode()
    assert level(owner) == "owner"


def test_when_the_only_owner_deletes_their_account_an_editor_takes_over(mill, owner):
    first = make_manager(mill, "Tom", Level.EDITOR)
    second = make_manager(mill, "Eve", Level.EDITOR)
    authors.delete_account(owner)
    assert (level(first), level(second)) == ("owner", "editor")


def test_the_one_who_takes_over_is_the_longest_serving_and_the_log_says_so(mill, owner):
    make_manager(make_space(), "Ann")  # who owns another space
    late, early = make_manager(mill, "Tom", Level.EDITOR), make_manager(mill, "Eve", Level.EDITOR)
    Role.objects.filter(member=early).update(granted_at="2019-05-04T12:00Z")
    Role.objects.filter(member=owner).delete()
    assert (level(early), level(late)) == ("owner", "editor")
    entry = SpaceLogEntry.objects.get()
    assert (entry.action, entry.actor, entry.space) == ("owner_made", None, mill)
    assert entry.about == f"{mill}: {early}"


def test_an_owner_who_goes_leaves_another_owner_and_other_spaces_as_they_were(mill, owner):
    make_manager(mill, "Tom")
    make_manager(mill, "Eve", Level.EDITOR)
    make_manager(make_space(), "Ann", Level.EDITOR)
    Role.objects.filter(member=owner).delete()
    assert sorted(Role.objects.values_list("level", flat=True)) == ["editor", "editor", "owner"]
    assert not SpaceLogEntry.objects.exists()


def test_an_address_that_is_invited_already_is_only_mailed_again(
    client, mill, owner, django_capture_on_commit_callbacks
):
    Invitation.objects.create(space=make_space(), email="tom@example.org", invited_by=owner)
    with django_capture_on_commit_callbacks(execute=True):
        for email in ("tom@example.org", "TOM@example.org"):
            client.post(SHARE, {"email": email})
    assert Invitation.objects.filter(space=mill).count() == 1
    assert SpaceLogEntry.objects.filter(action="invited", actor=owner, space=mill).count() == 1
    first, second = mail.outbox
    assert first.subject == second.subject == "Keep the page of The Mill true"
    assert first.body.startswith("Olga invites you to edit the page of The Mill.")
    assert first.body.endswith("/en/spaces/the-mill/join/")


def test_an_owner_without_a_name_invites_with_their_address(mill, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        team.invite(make_user("olga@mail.example"), mill, "tom@example.org")
    assert mail.outbox[0].body.startswith("olga@mail.example invites you")


def test_an_invitation_is_stored_although_its_e_mail_cannot_be_sent(
    mill, owner, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # where no mail server listens
    with django_capture_on_commit_callbacks(execute=True):
        team.invite(owner, mill, "tom@example.org")
    assert Invitation.objects.exists()


def test_an_accepted_invitation_leaves_those_of_others_and_to_other_spaces(mill, owner):
    tom = make_member("Tom", email="tom@example.org")
    goose = make_space()
    for space, email in ((goose, "tom@example.org"), (mill, "eve@example.org"), (mill, "tom@example.org")):
        team.invite(owner, space, email)
    assert [one.space for one in team.invitations_of(tom)] == [goose, mill]
    assert team.join(tom, mill)
    assert sorted(Invitation.objects.values_list("space", "email")) == sorted(
        [(goose.pk, "tom@example.org"), (mill.pk, "eve@example.org")]
    )


def test_a_manager_who_accepts_an_invitation_stays_what_they_are(mill, owner):
    team.invite(owner, mill, owner.email)
    assert team.join(owner, mill)
    assert level(owner) == Level.OWNER
    assert not SpaceLogEntry.objects.filter(action="role_given").exists()


def test_what_an_owner_does_twice_is_done_and_logged_once(mill, owner):
    tom = make_manager(mill, "Tom", Level.EDITOR)
    role = Role.objects.get(member=tom)
    invitation = team.invite(owner, mill, "eve@example.org")
    withdrawn = Invitation.objects.get()
    team.withdraw(owner, invitation)
    team.set_level(owner, role, Level.OWNER)
    team.set_level(owner, role, Level.EDITOR)
    with pytest.raises(NotPossible):
        team.withdraw(owner, withdrawn)
    with pytest.raises(NotPossible, match=r"Already decided: .*editor.* \(Olga"):
        team.set_level(owner, role, Level.EDITOR)
    assert level(owner) == Level.OWNER
    actions = SpaceLogEntry.objects.order_by("pk").values_list("action", "about")
    about = f"{mill}: {tom}"
    assert list(actions)[1:] == [
        ("invitation_withdrawn", str(mill)),
        ("owner_made", about),
        ("editor_made", about),
    ]


def test_a_change_of_the_team_that_cannot_be_logged_is_not_made(mill, owner):
    make_manager(mill, "Tom")
    role, invitation = Role.objects.get(member=owner), team.invite(owner, mill, "eve@example.org")
    nobody = User()  # an account that is not saved cannot be the actor of an entry
    for change in (
        lambda: team.withdraw(nobody, invitation),
        lambda: team.remove(nobody, role),
        lambda: team.set_level(nobody, role, Level.EDITOR),
    ):
        with pytest.raises(ValueError, match="unsaved"):
            change()
    assert list(Role.objects.values_list("level", flat=True)) == ["owner", "owner"]
    assert Invitation.objects.exists()


def test_concurrent_leaving_leaves_one_owner(shared_database):
    mill = make_space(slug="the-mill")
    roles = [
        Role.objects.select_related("space", "member").get(member=make_manager(mill, name))
        for name in ("Olga", "Tom")
    ]
    start, refused = threading.Barrier(2), []

    def leave(role):
        start.wait()
        try:
            team.remove(role.member, role)
        except ValidationError:
            refused.append(role)
        finally:
            connection.close()

    threads = [threading.Thread(target=leave, args=[role]) for role in roles]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert Role.objects.get() == refused[0]
