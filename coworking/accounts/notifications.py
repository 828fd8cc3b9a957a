import logging
from collections.abc import Callable

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation

from coworking.accounts.models import User
from coworking.fields.lines import one_line

log = logging.getLogger(__name__)


def notify(member: User | None, language: str, write: Callable[[], tuple[str, str]]) -> None:
    """E-mail a member after the transaction commits; `write` returns (subject, text) in their language."""
    if member is None or not member.is_active:
        return
    with translation.override(language or settings.LANGUAGE_CODE):
        subject, text = write()

    def deliver() -> None:
        try:
            send_mail(one_line(subject), text, None, [member.email])
        except OSError:  # smtplib's errors too: the decision is made, whether or not the mail server answers
            log.exception("A notice could not be sent")

    transaction.on_commit(deliver)
