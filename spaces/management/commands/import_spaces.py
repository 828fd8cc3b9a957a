import argparse
import gc
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from coworking.database import bulk
from coworking.database.writing.exclusive import Occupied
from coworking.fields.partial_dates import first_day
from coworking.files.errors import UnreadableFile
from spaces.importers.own_export.reading import is_own_export
from spaces.importers.own_export.restore import restore_spaces
from spaces.importers.registry import AUTO, FORMATS
from spaces.importers.run import ImportOptions, run_import
from spaces.importers.runs.progress import ImportStopped


def partial_date(text: str) -> str:
    """An argument such as 2019, 2019-03 or 2019-03-31."""
    try:
        first_day(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError("write a date as 2019, 2019-03 or 2019-03-31") from error
    return text


def column_mapping(text: str) -> tuple[str, str]:
    """An argument such as name=Nom, or name= where no column is to be read as the name."""
    column, equals, heading = text.partition("=")
    if not equals:
        raise argparse.ArgumentTypeError("write a mapping as COLUMN=HEADING, such as name=Nom")
    return column.strip(), heading.strip()


def format_help() -> str:
    """One line on every import format."""
    return "; ".join(f"{one.key}: {one.summary} ({', '.join(one.endings)})" for one in FORMATS)


class Command(BaseCommand):
    help = "Import spaces from open data. Can be repeated: the second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        keys = [AUTO, *(one.key for one in FORMATS)]
        parser.add_argument("--format", choices=keys, default=AUTO, help=format_help())
        parser.add_argument(
            "--source",
            default="",
            help="name of the source, shown beside its facts; an export as JSON lines or zip has its own",
        )
        parser.add_argument("--licence", default="", help="licence of the data")
        parser.add_argument("--url", default="", help="where the data comes from")
        parser.add_argument("--as-of", type=partial_date, help="date of the data: 2019, 2019-03 ...")
        parser.add_argument(
            "--map",
            type=column_mapping,
            action="append",
            default=[],
            metavar="COLUMN=HEADING",
            help="read the column with this heading as COLUMN (name=Nom), or none as it (name=); "
            "can be repeated, and is remembered for the next file of the source",
        )
        parser.add_argument(
            "--empty-means-unknown",
            action="store_true",
            help="an empty cell erases what an earlier file of the source stated",
        )
        parser.add_argument(
            "--complete",
            action="store_true",
            help="the file has every record of the source: spaces that it lacks are marked and asked about",
        )
        parser.add_argument(
            "--area",
            default="",
            help="what a complete file covers: “be fr/lyon”, or “south,west,north,east” in degrees",
        )
        parser.add_argument(
            "--yes-shrunk",
            action="store_true",
            help="believe that a file with suspiciously few records is complete",
        )
        parser.add_argument("--dry-run", action="store_true", help="report what would happen, write nothing")
        parser.add_argument("--report", choices=("text", "json"), default="text")

    def handle(self, *, path: Path, dry_run: bool, report: str, **options: Any) -> None:
        bulk.enlarge_sqlite_cache("default")
        bulk.collect_garbage_less_often()
        import_options = ImportOptions(
            options["source"],
            options["format"],
            options["licence"],
            options["url"],
            options["as_of"] or "",
            dict(options["map"]),
            options["empty_means_unknown"],
            options["complete"],
            options["area"],
            options["yes_shrunk"],
        )
        try:
            with tqdm(unit=" records", disable=None, leave=False) as bar:
                if is_own_export(path) and not import_options.source:
                    result = restore_spaces(path, dry_run=dry_run)
                elif import_options.source:
                    result = run_import(path, import_options, dry_run=dry_run, progress=partial(advance, bar))
                else:
                    raise CommandError("--source is required: who says it, shown beside every fact.")
        except UnreadableFile as error:
            raise CommandError(f"{path.name}: {error}. Nothing was written.") from None
        except Occupied:
            raise CommandError("another import is running: try again when it is done.") from None
        except ImportStopped as error:
            raise CommandError(f"{path.name}: {error}.") from error
        if report == "json":
            for piece in result.as_json():
                self.stdout.write(piece, ending="")
        else:
            for line in result.as_text(dry_run):
                self.stdout.write(line)
        if not result.read:
            raise CommandError(f"{path.name}: there is no record in it.")


def advance(bar: "tqdm[Any]", count: int) -> None:
    """Show that a batch of records was stored."""
    if not bar.n:
        # The gazetteer in memory stays: collecting garbage in it took a fifth of the time.
        gc.freeze()
    bar.update(count)
