"""`manage.py backup PATH`: write the whole site into one file while it is running."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coworking.database.backups import backup
from coworking.operator.checklist import backup_marker


class Command(BaseCommand):
    help = "Back up the database, the photos and the secret key into one new file."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="the file to write; compressed if its name ends in .gz")

    def handle(self, *, path: Path, **options: Any) -> None:
        try:
            counts = backup.back_up(path)
        except backup.BackupError as error:
            raise CommandError(f"There is no backup: {error}.") from error
        backup_marker().touch()
        self.stdout.write(f"{path}: {sum(counts.values())} rows of {len(counts)} tables.")
        if not backup.includes_key():
            self.stdout.write("Without the secret key: it comes from the environment; keep it where it is.")
        if not backup.includes_media():
            self.stdout.write("Without the photos: they stand in a storage of their own.")
