"""`manage.py restore PATH`: restore a backup into an empty site."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coworking.database.backups.backup import BackupError
from coworking.database.backups.restore import restore


class Command(BaseCommand):
    help = "Restore a file written by `manage.py backup` into an empty database and an empty MEDIA_ROOT."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the file to read")

    def handle(self, *, path: Path, **options: Any) -> None:
        try:
            counts = restore(path)
        except BackupError as error:
            raise CommandError(f"Not restored: {error}.") from error
        rows = sum(counts.values())
        self.stdout.write(
            f"{rows} rows of {len(counts)} tables, as in the backup. Now run manage.py migrate."
        )
