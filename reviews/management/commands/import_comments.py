from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from urllib.parse import urlsplit

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from tqdm import tqdm

from reviews.importers.formats import disqus, wxr
from reviews.importers.reading import FORMATS, detect
from reviews.importers.record import Record, UnreadableFile
from reviews.importers.report import OUTCOMES, Report
from reviews.importers.store import Store
from reviews.importers.thread_mapping import read_map

SHOWN_PROBLEMS = 40
READERS = {"wxr": wxr, "disqus": disqus}


class Command(BaseCommand):
    help = "Import comments from WordPress (WXR) or Disqus. Can be repeated: the second run changes nothing."

    def add_arguments(self, parser) -> None:
        parser.add_argument("path", type=Path)
        parser.add_argument("--format", choices=FORMATS, default="auto")
        parser.add_argument("--source", default="", help="name of the source (default: the site's address)")
        parser.add_argument("--map", type=Path, help="CSV with url and space: which thread belongs where")
        parser.add_argument("--dry-run", action="store_true", help="say what would happen, write nothing")
        parser.add_argument("--report", choices=("text", "json"), default="text")

    def handle(self, *, path: Path, dry_run: bool, report: str, **options) -> None:
        result = Report()
        try:
            reader = READERS[detect(path, options["format"])]
            by_url = read_map(options["map"]) if options["map"] else {}
            source = options["source"] or urlsplit(reader.source(path)).netloc or reader.source(path)
            with transaction.atomic():
                self.store(Store(source[:200] or reader.__name__, result, by_url), reader.records(path))
                transaction.set_rollback(dry_run)
        except UnreadableFile as error:
            raise CommandError(f"{path.name}: {error}. Nothing was written.") from None
        if report == "json":
            for piece in result.as_json():
                self.stdout.write(piece, ending="")
        else:
            self.tell(result, dry_run)
        if not result.read:
            raise CommandError(f"{path.name}: there is no comment in it.")

    @staticmethod
    def store(store: Store, records: Iterator[Record]) -> None:
        """Read and store the whole file, or nothing of it."""
        with tqdm(unit=" comments", disable=None, leave=False) as bar:
            while count := store.take(records):
                bar.update(count)
        store.finish()

    def tell(self, result: Report, dry_run: bool) -> None:
        counts = ", ".join(f"{result.counts[outcome]} {outcome}" for outcome in OUTCOMES)
        would = "Dry run, nothing written. " if dry_run else ""
        self.stdout.write(f"{would}{result.read} read: {counts}.")
        for problem in islice(result.problems, SHOWN_PROBLEMS):
            self.stdout.write(f"  {problem['ref']}: {problem['reason']}")
        more = len(result.problems) - SHOWN_PROBLEMS
        if more > 0:
            self.stdout.write(f"  ... and {more} more (--report json lists all).")
