"""`manage.py restore PATH`: what `backup` wrote, into an empty site."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from coworking.database import backup


class Command(BaseCommand):
    help = "Bring a file of `manage.py backup` into an empty database and an empty folder of photos."

    def add_arguments(self, parser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, *, path: Path, **options) -> None:
        try:
            counts = backup.restore(path)
        except backup.BackupError as error:
            raise CommandError(f"Not restored: {error}.") from error
        rows = sum(counts.values())
        self.stdout.write(
            f"{rows} rows of {len(counts)} tables, as in the backup. Now run manage.py migrate."
        )
