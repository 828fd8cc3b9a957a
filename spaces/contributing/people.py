"""A member as a source, and the letters they get."""

import logging
from collections.abc import Callable

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.utils import translation

from coworking.models import User
from spaces.models import Source

log = logging.getLogger(__name__)
NAMELESS = "A member"


def source_of(member: User) -> Source:
    """The member's word as a source. It bears their public name, while they have an account."""
    name = member.display_name or NAMELESS
    return Source.objects.update_or_create(key=f"member:{member.pk}", defaults={"name": name})[0]


def forget_name(sender, instance: User, **kwargs) -> None:
    """Whoever deletes their account leaves their facts without their name."""
    Source.objects.filter(key=f"member:{instance.pk}").update(name=NAMELESS)


def tell(member: User | None, language: str, write: Callable[[], tuple[str, str]]) -> None:
    """Send a member a letter, (subject, text) as `write` makes it in their language, once all is certain."""
    if member is None or not member.is_active:
        return
    with translation.override(language or settings.LANGUAGE_CODE):
        subject, text = write()

    def deliver() -> None:
        try:
            send_mail(subject, text, None, [member.email])
        except OSError:  # smtplib's errors too: the decision stands, whether or not the mail server answers
            log.exception("A notice could not be sent")

    transaction.on_commit(deliver)
