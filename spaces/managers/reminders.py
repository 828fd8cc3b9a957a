"""E-mails that remind managers of stale facts: at most one a month, with a link to stop."""

import datetime as dt
import logging
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from coworking.accounts.models import User
from coworking.site.queries import site_name
from spaces.directory.models import Space
from spaces.managers import outdated
from spaces.managers.describe import fact_label
from spaces.managers.models import ReminderSettings, Role

MIN_INTERVAL = dt.timedelta(days=30)
SALT = "letters to managers"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Reminder:
    """An e-mail to one manager."""

    member: User
    subject: str
    body: str
    stop_url: str
    fact_count: int


def settings_of(member: User) -> ReminderSettings:
    return ReminderSettings.objects.get_or_create(member=member)[0]


def remember_language(member: User) -> None:
    """Send reminders in the language in which the member last did something for a space."""
    row, language = settings_of(member), translation.get_language() or ""
    if row.language != language:
        ReminderSettings.objects.filter(pk=row.pk).update(language=language)


def token_of(member: User) -> str:
    """A signed token; whoever has it can turn the member's reminders off."""
    return signing.dumps(member.pk, salt=SALT)


def member_of(token: str) -> User | None:
    """The member of a token; None for a token that this site did not sign."""
    try:
        return User.objects.filter(pk=signing.loads(token, salt=SALT)).first()
    except signing.BadSignature:
        return None


def wants_mail(member: User) -> bool:
    return not ReminderSettings.objects.filter(member=member, wants_mail=False).exists()


def set_wants_mail(member: User, wants_mail: bool) -> None:
    """Turn a manager's reminders on or off."""
    ReminderSettings.objects.filter(pk=settings_of(member).pk).update(wants_mail=wants_mail)


def due_reminders(now: dt.datetime) -> Iterator[Reminder]:
    """The reminders that may be sent now: to managers of open spaces with stale facts. Writes nothing."""
    managers = User.objects.filter(is_active=True, pk__in=Role.objects.values("member"))
    managers = managers.exclude(reminder_settings__wants_mail=False)
    managers = managers.exclude(reminder_settings__reminded_at__gt=now - MIN_INTERVAL)
    for member in managers.select_related("reminder_settings").order_by("pk").iterator(chunk_size=200):
        if reminder := write_reminder(member):
            yield reminder


def write_reminder(member: User) -> Reminder | None:
    """The reminder of all stale facts of a manager's spaces; None when there are none."""
    spaces = list(Space.objects.in_search().managed_by(member).order_by("name", "pk"))
    stale = outdated.stale_facts(spaces)
    if not stale:
        return None
    row = getattr(member, "reminder_settings", None)
    with translation.override((row.language if row else "") or settings.LANGUAGE_CODE):
        stop_url = settings.SITE_URL + reverse("reminder_settings", args=[token_of(member)])
        sections = [_space_section(space, stale[space.pk]) for space in spaces if space.pk in stale]
        name = site_name()
        context = {"sections": sections, "site_name": name, "stop_url": stop_url}
        body = render_to_string("spaces/managers/mail/reminder.txt", context)
        subject = _("Does it still hold? Old facts on %(site)s") % {"site": name}
    return Reminder(member, subject, body, stop_url, sum(map(len, stale.values())))


def _space_section(space: Space, facts: list[outdated.KnownFact]) -> dict[str, Any]:
    return {
        "name": space.name,
        "url": settings.SITE_URL + reverse("manager_dashboard", args=[space.slug]),
        "facts": [(fact_label(fact.name), fact.as_of) for fact in facts],
    }


def send(reminder: Reminder, now: dt.datetime) -> bool:
    """Send a reminder, unless another process was faster. Returns whether it was sent.

    It is marked as sent in the database first, and unmarked when the mail server refuses it.
    """
    before = settings_of(reminder.member)
    row = ReminderSettings.objects.filter(pk=before.pk)
    is_due = Q(reminded_at=None) | Q(reminded_at__lte=now - MIN_INTERVAL)
    if not row.filter(is_due, wants_mail=True).update(reminded_at=now):
        return False
    try:
        _message(reminder).send()
    except OSError:  # smtplib's errors too
        log.exception("A reminder to a manager could not be sent")
        row.filter(reminded_at=now).update(reminded_at=before.reminded_at)
        return False
    return True


def _message(reminder: Reminder) -> EmailMessage:
    headers = {
        "List-Unsubscribe": f"<{reminder.stop_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
    }
    return EmailMessage(reminder.subject, reminder.body, None, [reminder.member.email], headers=headers)
