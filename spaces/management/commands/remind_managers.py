from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from spaces.managers import reminders


class Command(BaseCommand):
    help = "Mails managers about facts that went stale: each at most once a month, so it may run every day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be sent, and send nothing")

    def handle(self, *args: Any, dry_run: bool, **options: Any) -> None:
        now, sent, facts = timezone.now(), 0, 0
        for reminder in reminders.due_reminders(now):
            if dry_run:
                self.stdout.write(f"To: {reminder.member.email}\n{reminder.subject}\n\n{reminder.body}\n")
            if dry_run or reminders.send(reminder, now):
                sent, facts = sent + 1, facts + reminder.fact_count
        verb = "would be sent" if dry_run else "sent"
        self.stdout.write(f"Letters {verb}: {sent}, about {facts} stale facts.")
