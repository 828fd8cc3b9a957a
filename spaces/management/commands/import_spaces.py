import argparse
import gc
from functools import partial
from itertools import islice
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from coworking.database import bulk
from coworking.fields.partial_dates import first_day
from coworking.files.errors import UnreadableFile
from spaces.importers.reading import FORMATS
from spaces.importers.report import OUTCOMES, Report
from spaces.importers.run import Told, run

SHOWN_PROBLEMS = 40


def partial_date(text: str) -> str:
    """An argument such as 2019, 2019-03 or 2019-03-31."""
    try:
        first_day(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("write a date as 2019, 2019-03 or 2019-03-31") from error
    return text


class Command(BaseCommand):
    help = "Import spaces from open data. Can be repeated: the second run changes nothing."

    def add_arguments(self, parser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--format", choices=FORMATS, default="auto")
        parser.add_argument("--source", required=True, help="name of the source, shown beside its facts")
        parser.add_argument("--licence", default="", help="licence of the data")
        parser.add_argument("--url", default="", help="where the data comes from")
        parser.add_argument("--as-of", type=partial_date, help="date of the data: 2019, 2019-03 ...")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
        parser.add_argument("--report", choices=("text", "json"), default="text")

    def handle(self, *, path: Path, dry_run: bool, report: str, **options) -> None:
        told = Told(
            options["source"], options["format"], options["licence"], options["url"], options["as_of"] or ""
        )
        bulk.make_room("default")
        bulk.collect_seldom()
        try:
            with tqdm(unit=" records", disable=None, leave=False) as bar:
                result = run(path, told, dry_run=dry_run, progress=partial(self.stored, bar))
        except UnreadableFile as error:
            raise CommandError(f"{path.name}: {error}. Nothing was written.") from None
        if report == "json":
            for piece in result.as_json():
                self.stdout.write(piece, ending="")
        else:
            self.tell(result, dry_run)
        if not result.read:
            raise CommandError(f"{path.name}: there is no record in it.")

    @staticmethod
    def stored(bar: tqdm, count: int) -> None:
        """A batch more is stored."""
        if not bar.n:
            # The gazetteer in memory stays: looking through it for garbage took a fifth of the time.
            gc.freeze()
        bar.update(count)

    def tell(self, result: Report, dry_run: bool) -> None:
        counts = ", ".join(f"{result.counts[outcome]} {outcome}" for outcome in OUTCOMES)
        would = "Dry run, nothing written. " if dry_run else ""
        self.stdout.write(f"{would}{result.read} read: {counts}.")
        for problem in islice(result.problems, SHOWN_PROBLEMS):
            self.stdout.write(f"  {problem['ref']}: {problem['reason']}")
        more = len(result.problems) - SHOWN_PROBLEMS
        if more > 0:
            self.stdout.write(f"  ... and {more} more (--report json lists all).")
