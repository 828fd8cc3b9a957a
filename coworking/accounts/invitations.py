"""Invitations to sign up, on a site where accounts are made by invitation.

The link in the e-mail carries the key of the invitation, signed; it works for two weeks, for one account.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from coworking.accounts.models import SignUpInvitation
from coworking.fields.lines import one_line
from coworking.site.queries import site_name

log = logging.getLogger(__name__)
VALID = timedelta(days=14)
SESSION_KEY = "sign_up_invitation"
_signer = signing.TimestampSigner(salt="coworking.accounts.invitations")


def link(invitation: SignUpInvitation) -> str:
    """Return the link that opens sign-up."""
    token = _signer.sign(str(invitation.pk))
    return f"{settings.SITE_URL}{reverse('accept_invitation', args=[token])}"


def send(invitation: SignUpInvitation) -> None:
    """Send an invitation once the transaction commits, in the active language."""
    subject = one_line(_("You are invited to %(site)s") % {"site": site_name()})
    text = _(
        "You are invited to make an account on %(site)s. This link works once, for 14 days:\n\n%(link)s\n"
    ) % {"site": site_name(), "link": link(invitation)}

    def deliver() -> None:
        try:
            send_mail(subject, text, None, [invitation.email])
        except OSError:  # smtplib's errors too
            log.exception("An invitation could not be sent")

    transaction.on_commit(deliver)


def accept(request: HttpRequest, token: str) -> bool:
    """Let this visitor sign up; whether the token is valid, and its invitation not used."""
    try:
        key = int(_signer.unsign(token, max_age=VALID))
    except (signing.BadSignature, ValueError):
        return False
    if not _open(key).exists():
        return False
    request.session[SESSION_KEY] = key
    return True


def accepted_in(request: HttpRequest) -> int | None:
    """Return the key of the invitation that this visitor accepted, while it can be used."""
    key: int | None = request.session.get(SESSION_KEY)
    return key if key is not None and _open(key).exists() else None


def use(request: HttpRequest) -> bool:
    """Use up the invitation that this visitor accepted; whether nobody had used it before."""
    key = request.session.pop(SESSION_KEY, None)
    return key is not None and bool(_open(key).update(used_at=timezone.now()))


def _open(key: int) -> QuerySet[SignUpInvitation]:
    return SignUpInvitation.objects.filter(pk=key, used_at=None, created_at__gte=timezone.now() - VALID)
