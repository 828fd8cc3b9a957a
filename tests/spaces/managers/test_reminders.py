"""Reminders about stale facts: e-mailed to managers once a month at most, until they unsubscribe."""

import datetime as dt
import io
import re
import smtplib
import threading

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import connection
from django.test import Client

from spaces.managers import facts
from spaces.managers.models import ReminderSettings
from tests.factories import make_manager, make_plan, make_space, make_statement

pytestmark = pytest.mark.django_db


@pytest.fixture
def mill(db):
    space = make_space(name="The Mill", slug="the-mill", phone="+32 4 1")
    make_statement(space, {"phone": space.phone}, as_of="2015-03")
    return space


def run(**options):
    out = io.StringIO()
    call_command("remind_managers", stdout=out, **options)
    return out.getvalue()


def a_month_passes():
    for row in ReminderSettings.objects.exclude(reminded_at=None):
        row.reminded_at -= dt.timedelta(days=31)
        row.save()


def test_a_reminder_lists_stale_facts_and_links_to_their_forms(mill):
    olga = make_manager(mill)
    loft = make_space(name="The Loft")
    loft.roles.create(member=olga)
    make_plan(loft, as_of="2016")
    assert "Letters sent: 1, about 2 stale facts." in run()
    message = mail.outbox[0]
    assert message.to == [olga.email]
    for words in (
        "The Mill",
        "telephone (March 2015)",
        "The Loft",
        "prices (2016)",
        "/en/spaces/the-mill/keep/",
    ):
        assert words in message.body


def test_reminders_are_sent_once_a_month_at_most(mill):
    make_manager(mill)
    for _day in range(3):
        run()
    assert len(mail.outbox) == 1
    a_month_passes()
    run()
    assert len(mail.outbox) == 2


@pytest.mark.usefixtures("any_day")
def test_without_stale_facts_no_reminder_is_sent_or_recorded(mill):
    make_manager(mill)
    mill.statements.update(as_of=facts.today())
    assert "Letters sent: 0" in run()
    mill.statements.update(as_of="2015")
    assert "Letters sent: 1" in run()


def test_a_dry_run_reports_reminders_and_sends_none(mill):
    olga = make_manager(mill)
    for _run in range(2):
        output = run(dry_run=True)
        assert olga.email in output
        assert "telephone (March 2015)" in output
        assert "Letters would be sent: 1, about 1 stale facts." in output
    assert mail.outbox == []
    assert not ReminderSettings.objects.exists()


def test_reminders_are_in_the_members_language(client, mill):
    client.force_login(make_manager(mill))
    client.post("/fr/spaces/the-mill/keep/confirm/", {"fact": "nothing"})
    run()
    assert "/fr/spaces/the-mill/keep/" in mail.outbox[0].body
    assert "mars 2015" in mail.outbox[0].body


@pytest.mark.parametrize("fields", [{"status": "closed"}, {"is_published": False}])
def test_closed_and_unpublished_spaces_get_no_reminders(mill, fields):
    make_manager(mill)
    type(mill).objects.filter(pk=mill.pk).update(**fields)
    assert "Letters sent: 0" in run()


def test_inactive_users_get_no_reminders(mill):
    olga = make_manager(mill)
    type(olga).objects.filter(pk=olga.pk).update(is_active=False)
    assert "Letters sent: 0" in run()


def test_a_reminder_that_failed_is_sent_by_the_next_run(mill, settings, caplog):
    make_manager(mill)
    settings.EMAIL_BACKEND = "tests.spaces.managers.test_reminders.Refusing"
    assert "Letters sent: 0" in run()
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert "Letters sent: 1" in run()


class Refusing:
    """An e-mail backend that fails to send."""

    def __init__(self, **options):
        pass

    def send_messages(self, messages):
        raise smtplib.SMTPServerDisconnected("no")


# Unsubscribing


def unsubscribe_link():
    return re.search(r"http://\S+(/en/letters/\S+/)", mail.outbox[0].body)[1]


def test_the_link_unsubscribes_by_post_without_signing_in(mill):
    make_manager(mill)
    run()
    stranger = Client(enforce_csrf_checks=True)
    page = stranger.get(unsubscribe_link())
    assert "Send me none" in page.content.decode()
    a_month_passes()
    assert ReminderSettings.objects.get().wants_mail
    assert "You get none any more." in stranger.post(unsubscribe_link(), {"stop": "1"}).content.decode()
    run()
    assert len(mail.outbox) == 1
    stranger.post(unsubscribe_link(), {"again": "1"})
    run()
    assert len(mail.outbox) == 2


def test_mail_clients_unsubscribe_with_one_click(mill):
    make_manager(mill)
    run()
    headers = mail.outbox[0].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert unsubscribe_link() in headers["List-Unsubscribe"]
    Client(enforce_csrf_checks=True).post(unsubscribe_link(), {"List-Unsubscribe": "One-Click"})
    assert not ReminderSettings.objects.get().wants_mail


@pytest.mark.parametrize("token", ["1", "x:y:z", "MQ:1:a"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_links_with_an_invalid_signature_are_not_found(client, mill, token, method):
    make_manager(mill)
    assert getattr(client, method)(f"/en/letters/{token}/").status_code == 404


def test_concurrent_runs_send_one_reminder(shared_database):
    space = make_space(phone="+32 4 1")
    make_statement(space, {"phone": space.phone}, as_of="2015")
    for name in ("Olga", "Tom", "Eve"):
        make_manager(space, name)
    start = threading.Barrier(2)

    def one_run():
        try:
            start.wait()
            run()
        finally:
            connection.close()

    threads = [threading.Thread(target=one_run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({message.to[0] for message in mail.outbox}) == len(mail.outbox) == 3


def test_query_count_of_a_manager_is_bounded(mill, django_assert_max_num_queries):
    for _number in range(10):
        make_manager(mill)
    with django_assert_max_num_queries(1 + 10 * 5):
        run(dry_run=True)
