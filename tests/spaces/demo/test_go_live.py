"""`go_live` takes the demo out, and nothing else; it refuses what would be unsafe on a public site."""

import io

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import transaction

from coworking.accounts.models import User
from reviews.comments.models import Comment
from reviews.moderation.models import Action, ModerationLogEntry
from spaces.audit.models import SpaceAction, SpaceLogEntry
from spaces.contributions.models import Proposal
from spaces.demo.accounts import LOGINS, logins_file
from spaces.demo.events import load_events
from spaces.demo.open_data import FILES
from spaces.demo.programmes import load_programmes
from spaces.demo.records import read_records
from spaces.demo.spaces import load_spaces
from spaces.directory.models import Space
from spaces.events.models import Event
from spaces.geography.models import City
from spaces.managers.models import Claim
from spaces.programmes.models import Programme
from spaces.provenance.models import Source
from tests.conftest import make_capitals
from tests.factories import (
    make_comment,
    make_country,
    make_gathering,
    make_member,
    make_space,
    make_staff,
    make_statement,
    make_user,
)
from tests.spaces.demo.own_site import EMAIL, PASSWORD, counts, go_live

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    """Three real spaces of the demo and one of its programmes, for the whole module."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_capitals()
        load_spaces(read_records("spaces.json")[:3])
        load_programmes()
        Programme.objects.exclude(slug=read_records("programmes.json")[0]["id"]).delete()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def small_demo(db, loaded, public_site):
    """Those, one sample, and the demo's administrator."""
    make_space("Invented", is_sample=True)
    make_user(LOGINS[0], "demo-password", is_staff=True, is_superuser=True)
    logins_file().write_text(f"{LOGINS[0]}  demo-password\n")
    yield
    logins_file().unlink(missing_ok=True)


def demo_space() -> Space:
    return Space.objects.filter(statements__ref__startswith="demo:").order_by("pk").first()


def test_what_people_added_remains(small_demo):
    space = make_space("The Mill")
    make_statement(space, {"name": "The Mill"})
    mine = make_comment(space, "I work here on Mondays.")
    gathering = make_gathering(space=space)
    sessions = Session.objects.count()
    go_live()
    assert set(Space.objects.all()) == {space}
    assert set(Comment.objects.all()) == {mine}
    assert set(Event.objects.all()) == {gathering}
    assert Session.objects.count() == sessions
    assert set(User.objects.values_list("email", flat=True)) == {mine.author.user.email, EMAIL}


def test_a_place_of_one_s_own_stays_though_the_demo_states_facts_of_it(small_demo):
    space = make_space("The Mill")
    make_statement(space, {"name": "The Mill"})
    source = Source.objects.create(key=FILES[0].source_key, name=FILES[0].name)
    for one in (space, make_space("Of the demo")):
        make_statement(one, {"phone": "+33 1 11 11 11 11"}, source=source)
    go_live()
    assert set(Space.objects.all()) == {space}


def comment_on(space: Space) -> None:
    make_comment(space, "Still open, I was there today.")


def claim(space: Space) -> None:
    Claim.objects.create(space=space, member=make_member("Olga"), evidence="It is mine.")


def edit_in_the_admin(space: Space) -> None:
    LogEntry.objects.create(
        user=make_staff("editor"),
        content_type=ContentType.objects.get_for_model(Space),
        object_id=str(space.pk),
        action_flag=CHANGE,
    )


def import_facts(space: Space) -> None:
    make_statement(space, {"phone": "+32 4 111 11 11"})


def decide(space: Space) -> None:
    SpaceLogEntry.objects.create(
        actor=None, action=SpaceAction.PUBLISHED, space=space, about="by a person who left"
    )


def gather(space: Space) -> None:
    make_gathering(space=space)


@pytest.mark.parametrize("touch", [comment_on, claim, edit_in_the_admin, import_facts, decide, gather])
def test_a_demo_space_that_people_touched_is_listed_and_stays_only_if_asked(small_demo, touch):
    space = demo_space()
    touch(space)
    with pytest.raises(CommandError, match="--keep or --remove"):
        go_live()
    assert Space.objects.count() == 4
    assert space.get_absolute_url() in go_live("--keep")
    assert set(Space.objects.all()) == {space}


def test_a_demo_space_that_stayed_is_removed_later_if_asked(small_demo):
    comment_on(demo_space())
    go_live("--keep")
    assert "Nothing is left of the demo, but for what stays" in go_live()
    go_live("--remove")
    assert not Space.objects.exists()


def test_a_programme_and_an_event_that_the_staff_edited_stay_if_asked(small_demo):
    load_events()
    editor = make_staff("editor")
    for thing in (Programme.objects.get(), Event.objects.first()):
        content_type = ContentType.objects.get_for_model(thing)
        LogEntry.objects.create(
            user=editor, content_type=content_type, object_id=str(thing.pk), action_flag=CHANGE
        )
    go_live("--keep")
    assert (Programme.objects.count(), Event.objects.count(), Space.objects.count()) == (1, 1, 0)
    assert Programme.objects.get().awards.exists()


def test_what_a_login_of_the_demo_did_is_nobody_s_work(small_demo):
    demo, space = User.objects.get(email=LOGINS[0]), make_space("The Mill")
    for subject in (demo_space(), space, space.city):
        make_comment(subject, f"Trying it at {subject}.", demo)
    Proposal.objects.create(
        member=demo, name="Try", normalized_name="try", country=make_country(), city_name="Liège", how="seen"
    )
    SpaceLogEntry.objects.create(actor=demo, action=SpaceAction.PUBLISHED, space=demo_space(), about="a try")
    ModerationLogEntry.objects.create(actor=demo, action=Action.APPROVE, comment=Comment.objects.first())
    go_live()
    assert set(Space.objects.all()) == {space}
    for model in (Comment, Proposal, SpaceLogEntry, ModerationLogEntry):
        assert not model.objects.exists()


def test_an_answered_comment_of_a_demo_login_stays_without_a_name(small_demo):
    space = make_space("The Mill")
    asked = make_comment(space, "Is there a lift?", User.objects.get(email=LOGINS[0]))
    answer = make_comment(space, "Yes, beside the stairs.", parent=asked)
    go_live()
    assert set(Comment.objects.all()) == {asked, answer}
    asked.refresh_from_db()
    assert asked.author.user is None


def test_a_source_that_people_use_too_stays(small_demo):
    source = demo_space().statements.first().source
    space = make_space("The Mill")
    make_statement(space, source=source)
    go_live()
    assert Source.objects.filter(pk=source.pk).exists()
    assert Source.objects.filter(key__startswith="http").exclude(pk=source.pk).count() == 0


def test_a_village_with_a_space_of_people_stays(small_demo):
    village = City.objects.filter(geonameid=None, spaces__statements__ref__startswith="demo:").first()
    make_space("The Mill", city=village)
    go_live()
    assert City.objects.filter(pk=village.pk, space_count=1).exists()
    assert City.objects.filter(geonameid=None, space_count=0).exclude(name="Liège").count() == 0


def test_a_dry_run_counts_and_changes_nothing(small_demo, django_capture_on_commit_callbacks):
    comment_on(demo_space())
    before = counts()
    with django_capture_on_commit_callbacks(execute=True):
        out = go_live("--dry-run")
    assert counts() == before
    assert "- spaces.Space: 3\n" in out
    assert demo_space().get_absolute_url() in out
    assert logins_file().exists()
    assert mail.outbox == []
    assert "- spaces.Space: 4\n" in go_live("--dry-run", "--remove")


def test_a_second_run_finds_nothing_left(small_demo):
    go_live()
    before = counts()
    assert "Nothing is left of the demo." in go_live()
    assert counts() == before


@pytest.mark.once
def test_the_administrator_may_sign_in(small_demo, client):
    go_live()
    user = User.objects.get(email=EMAIL)
    assert user.is_superuser
    assert user.is_staff
    assert user.check_password(PASSWORD)
    assert EmailAddress.objects.filter(user=user, verified=True, primary=True).exists()


@pytest.mark.once
def test_an_administrator_who_is_there_keeps_their_password(small_demo, monkeypatch):
    monkeypatch.delenv("DJANGO_SUPERUSER_PASSWORD")
    make_user(EMAIL, "another long password", is_staff=True, is_superuser=True)
    out = io.StringIO()
    call_command("go_live", "--noinput", stdout=out)
    assert User.objects.get().check_password("another long password")
    assert f"as {EMAIL}" in out.getvalue()


@pytest.mark.once
def test_the_administrator_gets_a_test_message(small_demo):
    assert f"accepted a test message to {EMAIL}" in go_live()
    assert [message.to for message in mail.outbox] == [[EMAIL]]
    assert "https://spaces.cooperative.test" in mail.outbox[0].body


@pytest.mark.once
def test_a_message_that_is_not_accepted_changes_nothing(small_demo, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1  # nothing listens there
    before = counts()
    with pytest.raises(CommandError, match="mail server 127.0.0.1 did not accept"):
        go_live()
    assert counts() == before


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DEBUG", True, "DEBUG"),
        ("SECRET_KEY", "django-insecure-demo", "SECRET_KEY"),
        ("ALLOWED_HOSTS", ["*"], "ALLOWED_HOSTS lets every name in"),
        ("ALLOWED_HOSTS", [], "ALLOWED_HOSTS must not be empty"),
        ("ALLOWED_HOSTS", ["other.cooperative.test"], "which ALLOWED_HOSTS does not name"),
        ("SITE_URL", "http://spaces.cooperative.test", "not the public site"),
        ("SITE_URL", "https://localhost", "not the public site"),
        ("HTTPS", False, "HTTPS is off"),
        ("EMAIL_HOST", "", "No mail is sent"),
    ],
)
@pytest.mark.once
def test_an_unsafe_setting_is_refused_in_a_sentence(small_demo, settings, name, value, sentence):
    setattr(settings, name, value)
    before, out = counts(), io.StringIO()
    with pytest.raises(CommandError, match="run go_live again"):
        call_command("go_live", "--noinput", "--admin-email", EMAIL, stdout=out)
    assert sentence in out.getvalue()
    assert counts() == before


@pytest.mark.once
def test_a_site_without_tls_goes_live_with_consent(small_demo, settings):
    settings.SITE_URL, settings.HTTPS = "http://spaces.cooperative.test", False
    go_live("--insecure")
    assert not Space.objects.exists()


@pytest.mark.parametrize(
    ("email", "password", "sentence"),
    [
        (EMAIL, "short", "too short"),
        (EMAIL, "password1", "too common"),
        (EMAIL, "demo-password", "one of the demo"),
        (EMAIL, "", "DJANGO_SUPERUSER_PASSWORD"),
        (LOGINS[0], PASSWORD, "a login of the demo"),
        ("ann", PASSWORD, "no e-mail address"),
    ],
)
@pytest.mark.once
def test_a_weak_administrator_is_refused(small_demo, monkeypatch, email, password, sentence):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)
    before = counts()
    with pytest.raises(CommandError, match=sentence):
        go_live(email=email)
    assert counts() == before


@pytest.mark.once
def test_a_member_of_the_staff_with_a_password_of_the_demo_is_refused(small_demo, capsys):
    User.objects.filter(email=LOGINS[0]).update(email="own@cooperative.test")
    with pytest.raises(CommandError):
        call_command("go_live", "--noinput", "--admin-email", EMAIL)
    assert "own@cooperative.test still has a password of the demo" in capsys.readouterr().out


def answer(monkeypatch, *answers: str) -> None:
    """Type these answers, passwords among them."""
    typed = iter(answers)
    for function in ("builtins.input", "getpass.getpass"):
        monkeypatch.setattr(function, lambda text: next(typed))


@pytest.mark.once
def test_the_command_prompts_for_what_is_missing(small_demo, monkeypatch):
    monkeypatch.delenv("DJANGO_SUPERUSER_PASSWORD")
    space = demo_space()
    comment_on(space)
    other = Space.objects.exclude(pk=space.pk).order_by("pk").first()
    comment_on(other)
    answer(monkeypatch, "yes", "no", EMAIL, PASSWORD, PASSWORD)
    call_command("go_live", stdout=io.StringIO())
    assert set(Space.objects.all()) == {space}
    assert User.objects.get(email=EMAIL).check_password(PASSWORD)


@pytest.mark.once
def test_the_command_prompts_for_settings_and_prints_or_writes_their_lines(
    small_demo, settings, monkeypatch, tmp_path
):
    settings.SITE_URL, settings.EMAIL_HOST = "http://127.0.0.1:8000", ""
    monkeypatch.setattr("spaces.demo.own_site.settings.PROJECT_DIR", tmp_path)
    url, host, port = "https://spaces.cooperative.test", "mail.cooperative.test", "465"
    for number in range(2):
        answer(monkeypatch, url, host, port, "spaces", "secret", "")
        out = io.StringIO()
        with pytest.raises(CommandError, match="run go_live again"):
            call_command("go_live", stdout=out)
        if number == 0:
            lines = out.getvalue()
            (tmp_path / ".env").write_text("SITE_NAME=Ours\n")
    for line in (
        "SITE_URL=https://spaces.cooperative.test",
        "HTTPS=1",
        "EMAIL_PORT=465",
        "EMAIL_HOST_PASSWORD=secret",
    ):
        assert line in lines
    written = (tmp_path / ".env").read_text()
    assert written.startswith("SITE_NAME=Ours\n")
    assert "EMAIL_HOST='mail.cooperative.test'\n" in written


def test_a_site_that_has_gone_live_never_gets_the_demo_again(small_demo):
    go_live()
    call_command("load_demo", "--if-empty", stdout=io.StringIO())
    with pytest.raises(CommandError, match="own"):
        call_command("load_demo", stdout=io.StringIO())
    assert not Space.objects.exists()


def test_a_site_with_the_demo_is_not_started_empty(small_demo):
    with pytest.raises(CommandError, match="go_live"):
        call_command("load_demo", "--never", stdout=io.StringIO())
