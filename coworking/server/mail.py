"""Mail without a mail server: printed on the terminal and kept in files."""

from django.core.mail.backends import console, filebased
from django.core.mail.backends.base import BaseEmailBackend


class ConsoleAndFileBackend(BaseEmailBackend):
    """What `make run` uses: both of Django's backends for development, one after the other."""

    def send_messages(self, email_messages) -> int:
        """Print the messages, and write them into settings.EMAIL_FILE_PATH. Returns how many."""
        filebased.EmailBackend(fail_silently=self.fail_silently).send_messages(email_messages)
        return console.EmailBackend(fail_silently=self.fail_silently).send_messages(email_messages) or 0
