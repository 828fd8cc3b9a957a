from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coworking.audit.registry import NotPossible
from coworking.database import bulk
from spaces.importers.feeds.models import NEEDS_PERSON, Feed, FeedReading
from spaces.importers.feeds.run import due_feeds, run_feed


class Command(BaseCommand):
    help = "Read the feeds that are due, and import those files that have changed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("feeds", type=int, nargs="*", help="numbers of feeds to read now, due or not")
        parser.add_argument("--force", action="store_true", help="import files that have not changed too")
        parser.add_argument("--list", action="store_true", help="list the feeds, and read none")

    def handle(self, *, feeds: list[int], force: bool, list: bool, **options: Any) -> None:
        rows = Feed.objects.select_related("source")
        if list:
            for feed in rows:
                self.stdout.write(f"{feed.pk}  {feed}: {feed.get_state_display()}")
            return
        chosen = [*rows.filter(pk__in=feeds)] if feeds else due_feeds()
        if unknown := set(feeds) - {feed.pk for feed in chosen}:
            raise CommandError(f"There is no feed {min(unknown)}; --list lists them.")
        bulk.enlarge_sqlite_cache("default")
        bulk.collect_garbage_less_often()
        problems = 0
        for feed in chosen:
            try:
                reading = run_feed(feed, is_forced=force)
            except NotPossible as error:
                self.stdout.write(f"{feed}: {error}")
                continue
            problems += reading.state in NEEDS_PERSON
            self.stdout.write(describe(reading))
        if problems:
            raise CommandError(f"{problems} of {len(chosen)} feeds need a person: see “Feeds” in the admin.")


def describe(reading: FeedReading) -> str:
    """One line on what became of a reading."""
    text = f"{reading.feed}: {reading.get_state_display()}"
    counts = ", ".join(f"{count} {outcome}" for outcome, count in reading.counts.items() if count)
    return "; ".join(filter(None, [text, reading.message, counts]))
