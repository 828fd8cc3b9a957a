from django.core.management.base import BaseCommand

from spaces.opening_hours import materialize


class Command(BaseCommand):
    help = "Write opening hours out for the coming weeks, so that searches can ask them. Run it nightly."

    def handle(self, **options) -> None:
        self.stdout.write(f"{materialize.extend_spans()} schedules written out.")
