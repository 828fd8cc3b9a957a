"""Letters to managers about facts that went stale: at most one a month, in their language, easily refused."""

import datetime as dt
import logging
from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db.models import Q
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from coworking.accounts.models import User
from spaces.directory.models import Space
from spaces.managers import facts as managing
from spaces.managers import outdated
from spaces.managers.models import ReminderSettings, Role

AT_MOST_EVERY = dt.timedelta(days=30)
SALT = "letters to managers"
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Letter:
    """What one manager would be sent."""

    member: User
    subject: str
    body: str
    stop_url: str
    fact_count: int


def row_of(member: User) -> ReminderSettings:
    return ReminderSettings.objects.get_or_create(member=member)[0]


def remember_language(member: User) -> None:
    """Letters come in the language in which the member last did something for a space."""
    row, language = row_of(member), translation.get_language() or ""
    if row.language != language:
        ReminderSettings.objects.filter(pk=row.pk).update(language=language)


def token_of(member: User) -> str:
    """What lets whoever holds the letter refuse further ones."""
    return signing.dumps(member.pk, salt=SALT)


def member_of(token: str) -> User | None:
    """The member whose letter had this link; None for a link that this site did not write."""
    try:
        return User.objects.filter(pk=signing.loads(token, salt=SALT)).first()
    except signing.BadSignature:
        return None


def wants_mail(member: User) -> bool:
    return not ReminderSettings.objects.filter(member=member, wants_mail=False).exists()


def set_wish(member: User, wants_mail: bool) -> None:
    """Write to this manager again, or no more."""
    ReminderSettings.objects.filter(pk=row_of(member).pk).update(wants_mail=wants_mail)


def due(now: dt.datetime) -> Iterator[Letter]:
    """The letters that may be sent now, to managers of living spaces with stale facts. Writes nothing."""
    managers = User.objects.filter(is_active=True, pk__in=Role.objects.values("member"))
    managers = managers.exclude(manager_letters__wants_mail=False)
    managers = managers.exclude(manager_letters__reminded_at__gt=now - AT_MOST_EVERY)
    for member in managers.select_related("manager_letters").order_by("pk").iterator(chunk_size=200):
        if letter := write(member):
            yield letter


def write(member: User) -> Letter | None:
    """The letter about all stale facts of a manager's spaces; None when there is none."""
    spaces = list(Space.objects.in_search().managed_by(member).order_by("name", "pk"))
    stale = outdated.stale(spaces)
    if not stale:
        return None
    row = getattr(member, "manager_letters", None)
    with translation.override((row.language if row else "") or settings.LANGUAGE_CODE):
        stop_url = settings.SITE_URL + reverse("letters", args=[token_of(member)])
        parts = [_part(space, stale[space.pk]) for space in spaces if space.pk in stale]
        context = {"parts": parts, "site_name": settings.SITE_NAME, "stop_url": stop_url}
        body = render_to_string("spaces/managers/mail/reminder.txt", context)
        subject = _("Does it still hold? Old facts on %(site)s") % {"site": settings.SITE_NAME}
    return Letter(member, subject, body, stop_url, sum(map(len, stale.values())))


def _part(space: Space, facts: list[outdated.Known]) -> dict:
    return {
        "name": space.name,
        "url": settings.SITE_URL + reverse("keep", args=[space.slug]),
        "facts": [(managing.label(fact.name), fact.as_of) for fact in facts],
    }


def send(letter: Letter, now: dt.datetime) -> bool:
    """Send a letter, unless another process was faster. False when it was not sent.

    The turn is taken in the database before the letter goes, and given back when the mail server refuses.
    """
    before = row_of(letter.member)
    row = ReminderSettings.objects.filter(pk=before.pk)
    is_due = Q(reminded_at=None) | Q(reminded_at__lte=now - AT_MOST_EVERY)
    if not row.filter(is_due, wants_mail=True).update(reminded_at=now):
        return False
    try:
        _mail(letter).send()
    except OSError:  # smtplib's errors too
        log.exception("A letter to a manager could not be sent")
        row.filter(reminded_at=now).update(reminded_at=before.reminded_at)
        return False
    return True


def _mail(letter: Letter) -> EmailMessage:
    headers = {
        "List-Unsubscribe": f"<{letter.stop_url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",  # RFC 8058
    }
    return EmailMessage(letter.subject, letter.body, None, [letter.member.email], headers=headers)
