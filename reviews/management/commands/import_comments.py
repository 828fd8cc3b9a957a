from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from coworking.database.writing.exclusive import Occupied
from coworking.files.errors import UnreadableFile
from reviews.importers.registry import AUTO, FORMATS
from reviews.importers.run import CommentImportOptions, run_import


class Command(BaseCommand):
    help = "Import comments of other sites. Can be repeated: the second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path)
        keys = [AUTO, *(one.key for one in FORMATS)]
        summaries = "; ".join(f"{one.key}: {one.summary}" for one in FORMATS)
        parser.add_argument("--format", choices=keys, default=AUTO, help=summaries)
        parser.add_argument("--source", default="", help="name of the source (default: the site's host name)")
        parser.add_argument("--map", type=Path, help="CSV with url and space: which thread belongs where")
        parser.add_argument("--dry-run", action="store_true", help="report what would happen, write nothing")
        parser.add_argument("--report", choices=("text", "json"), default="text")

    def handle(self, *, path: Path, dry_run: bool, report: str, **options: Any) -> None:
        import_options = CommentImportOptions(options["format"], options["source"], options["map"])
        try:
            with tqdm(unit=" comments", disable=None, leave=False) as bar:
                result = run_import(path, import_options, dry_run=dry_run, progress=bar.update)
        except UnreadableFile as error:
            raise CommandError(f"{path.name}: {error}. Nothing was written.") from None
        except Occupied:
            raise CommandError("another import is running: try again when it is done.") from None
        if report == "json":
            for piece in result.as_json():
                self.stdout.write(piece, ending="")
        else:
            for line in result.as_text(dry_run):
                self.stdout.write(line)
        if not result.read:
            raise CommandError(f"{path.name}: there is no comment in it.")
