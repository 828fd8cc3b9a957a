import json
from contextlib import nullcontext
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from coworking.database.writing.rehearsal import rehearsal
from spaces.duplicates import blocking, finder

SHOWN_PAIRS = 40


class Command(BaseCommand):
    help = "Find spaces that are likely one place, for moderators to judge. Can be repeated."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would be found, write nothing")
        parser.add_argument("--report", choices=("text", "json"), default="text")

    def handle(self, *, dry_run: bool, report: str, **options: Any) -> None:
        with (
            rehearsal() if dry_run else nullcontext(),
            tqdm(total=blocking.count_rows_read(), unit=" rows", disable=None, leave=False) as bar,
        ):
            found = finder.update_likely_duplicates(bar.update)
        if report == "json":
            self.stdout.write(json.dumps(found.as_dict(), ensure_ascii=False))
        else:
            self.print_report(found.as_dict(), dry_run)

    def print_report(self, found: dict[str, Any], dry_run: bool) -> None:
        prefix = "Dry run, nothing written. " if dry_run else ""
        counts = ", ".join(f"{found[outcome]} {outcome.replace('_', ' ')}" for outcome in finder.OUTCOMES)
        self.stdout.write(f"{prefix}{found['found']} likely pairs: {counts}.")
        for pair in found["pairs"][:SHOWN_PAIRS]:
            reasons = ", ".join(pair["reasons"])
            self.stdout.write(f"  {pair['score']:3} {pair['first']} ~ {pair['second']}: {reasons}")
        more = len(found["pairs"]) - SHOWN_PAIRS
        if more > 0:
            self.stdout.write(f"  ... and {more} more (--report json lists all).")
