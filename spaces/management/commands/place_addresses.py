from collections import Counter
from itertools import islice
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from spaces.directory.placed_positions import address_of
from spaces.geocoding import client, placing
from spaces.geocoding.models import Finding

MOST_FAILURES = 3  # in succession, after which the geocoder is left in peace


class Command(BaseCommand):
    help = "Place spaces that have a street and no position, by asking the geocoder. Can be repeated."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, help="ask for this many addresses at most")
        parser.add_argument("--dry-run", action="store_true", help="ask and report, write nothing")
        parser.add_argument(
            "--again", action="store_true", help="ask again for addresses that it was asked for before"
        )

    def handle(self, *, limit: int | None, dry_run: bool, again: bool, **options: Any) -> None:
        if not settings.GEOCODER_URL:
            raise CommandError("There is no geocoder: set GEOCODER_URL and GEOCODER_FORMAT.")
        if limit is not None and limit < 0:
            raise CommandError("--limit is 0 or more.")
        counts: Counter[str] = Counter()
        failures = in_succession = 0
        for space in islice(placing.to_place(again), limit):
            client.wait_to_ask()
            try:
                finding = placing.place(space, client.IN_COMMAND, dry_run)
            except client.GeocoderError as error:
                self.stdout.write(f"failed: {space} ({address_of(space)}): {error}")
                failures += 1
                in_succession += 1
                if in_succession == MOST_FAILURES:
                    break
                continue
            in_succession = 0
            counts[finding] += 1
            self.stdout.write(f"{_text(finding)}: {space} ({address_of(space)})")
        self._print_report(counts, failures, dry_run)

    def _print_report(self, counts: Counter[str], failures: int, dry_run: bool) -> None:
        prefix = "Dry run, nothing written. " if dry_run else ""
        refused = counts.total() - counts[Finding.PLACED]
        reasons = "; ".join(
            f"{counts[finding]} {finding.label}"
            for finding in Finding
            if finding != Finding.PLACED and counts[finding]
        )
        not_placed = f"{refused} refused" + (f" ({reasons})" if reasons else "")
        self.stdout.write(f"{prefix}{counts[Finding.PLACED]} placed, {not_placed}, {failures} failed.")
        if failures:
            raise CommandError(f"The geocoder failed {failures} times; the next run asks for these again.")


def _text(finding: Finding) -> str:
    return "placed" if finding == Finding.PLACED else f"refused, {finding.label}"
