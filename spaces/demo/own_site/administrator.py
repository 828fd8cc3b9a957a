"""The administrator of a site that goes live: a superuser who is none of the demo's accounts."""

import os
from collections.abc import Callable

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import gettext as _

from coworking.accounts.models import User
from coworking.site.queries import site_name
from spaces.demo.accounts import LOGINS, demo_accounts, read_logins

PASSWORD_VARIABLE = "DJANGO_SUPERUSER_PASSWORD"  # as for Django's createsuperuser


class Refused(Exception):
    """The message says in one sentence why somebody cannot be the administrator, or why no mail was sent."""


def own_accounts() -> QuerySet[User]:
    """Active accounts of people."""
    return User.objects.filter(is_active=True).exclude(pk__in=demo_accounts().values("pk"))


def with_demo_password() -> list[User]:
    """Members of the staff with a password of the demo: a login that was given another e-mail address."""
    passwords = read_logins().values()
    staff = own_accounts().filter(is_staff=True)
    return [user for user in staff if any(check_password(one, user.password) for one in passwords)]


def check_email_address(email: str) -> None:
    """Raise Refused unless an administrator can have this e-mail address."""
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused(f"{email!r} is no e-mail address.") from error
    if email.lower() in LOGINS:
        raise Refused(f"{email} is a login of the demo: name an address of your own.")


def read_password(email: str, ask: Callable[[str], str] | None) -> str:
    """The password for the administrator: out of the environment, else asked for twice. Raises Refused."""
    password = os.environ.get(PASSWORD_VARIABLE, "")
    if not password and ask is None:
        raise Refused(f"Set {PASSWORD_VARIABLE} to the password for {email}.")
    if not password and ask:
        password = ask(f"Password for {email}: ")
        if ask("The same again: ") != password:
            raise Refused("The two passwords differ.")
    if password in read_logins().values():
        raise Refused("This password is one of the demo: choose another one.")
    try:
        validate_password(password, User(email=email))
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    return password


def make_administrator(email: str, password: str) -> None:
    """Make the account a superuser with this password and a verified address; created if it is new."""
    user = User.objects.filter(email__iexact=email).first() or User(email=User.objects.normalize_email(email))
    user.is_staff = user.is_superuser = user.is_active = True
    user.set_password(password)
    # Of an account that exists, only these columns: its owner may change others meanwhile.
    changed = None if user.pk is None else ("is_staff", "is_superuser", "is_active", "password")
    user.save(update_fields=changed)
    EmailAddress.objects.filter(user=user).update(primary=False)
    EmailAddress.objects.update_or_create(
        user=user, email=user.email, defaults={"verified": True, "primary": True}
    )


def send_test_message(email: str) -> None:
    """Send the administrator a message. Raises Refused if the mail server does not accept it."""
    with translation.override(settings.LANGUAGE_CODE):
        subject = _("%(site)s can send mail") % {"site": site_name()}
        text = _("This is the test message of %(url)s. You are its administrator.") % {
            "url": settings.SITE_URL
        }
    try:
        accepted = send_mail(subject, text, None, [email])
    except OSError as error:  # smtplib's errors too
        raise Refused(f"The mail server {settings.EMAIL_HOST} did not accept a message: {error}") from error
    if not accepted:
        raise Refused(f"The mail server {settings.EMAIL_HOST} did not accept a message to {email}.")
