"""E-mail without a mail server: printed on the terminal and written to files."""

from collections.abc import Sequence

from django.core.mail.backends import console, filebased
from django.core.mail.backends.base import BaseEmailBackend
from django.core.mail.message import EmailMessage


class ConsoleAndFileBackend(BaseEmailBackend):
    """The default backend: both of Django's backends for development, one after the other."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Print the messages and write them to EMAIL_FILE_PATH; returns how many there were."""
        filebased.EmailBackend(fail_silently=self.fail_silently).send_messages(email_messages)
        return console.EmailBackend(fail_silently=self.fail_silently).send_messages(email_messages) or 0
