"""E-mail without a mail server: printed on the terminal and written to files."""

from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail.backends import console, filebased
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage


class PrivateFileBackend(filebased.EmailBackend):
    """Django's backend, with files that only their owner can read: e-mails contain codes for signing in."""

    def __init__(self, fail_silently: bool = False):
        Path(settings.EMAIL_FILE_PATH).mkdir(mode=0o700, parents=True, exist_ok=True)
        super().__init__(fail_silently=fail_silently)

    def open(self) -> bool:
        """Open a new file for the next messages; whether one was opened."""
        if self.stream is None:
            Path(self._get_filename()).touch(mode=0o600)
        return bool(super().open())


class ConsoleAndFileBackend(BaseEmailBackend):
    """The default backend: both of Django's backends for development, one after the other."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Print the messages and write them to EMAIL_FILE_PATH; returns how many there were."""
        PrivateFileBackend(fail_silently=self.fail_silently).send_messages(email_messages)
        return console.EmailBackend(fail_silently=self.fail_silently).send_messages(email_messages) or 0
