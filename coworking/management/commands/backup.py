"""`manage.py backup PATH`: the whole site as one file, while it runs."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from coworking.database import backup


class Command(BaseCommand):
    help = "Write database, photos and secret key into one file; .gz at the end of its name compresses it."

    def add_arguments(self, parser) -> None:
        parser.add_argument("path", type=Path)

    def handle(self, *, path: Path, **options) -> None:
        try:
            counts = backup.back_up(path)
        except (backup.BackupError, OSError) as error:
            raise CommandError(f"There is no backup: {error}.") from error
        self.stdout.write(f"{path}: {sum(counts.values())} rows of {len(counts)} tables.")
        if not backup.includes_key():
            self.stdout.write("Without the secret key: it comes from the environment; keep it where it is.")
        if not backup.includes_media():
            self.stdout.write("Without the photos: they stand in a storage of their own.")
