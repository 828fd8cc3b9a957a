from typing import Any

from django.core.management.base import BaseCommand

from spaces.opening_hours import materialize


class Command(BaseCommand):
    help = "Store when spaces are open in the coming weeks, for filters and searches. Run it nightly."

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{materialize.extend_spans()} schedules written out.")
