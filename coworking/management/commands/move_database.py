"""`manage.py move_database URL`: copy the whole database into an empty one."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connections

from coworking.database.backups import transfer
from coworking.environment import ConfigurationError


class RolledBack(Exception):
    """Ends a dry run."""


class Command(BaseCommand):
    help = "Copy all data into an empty database (SQLite or PostgreSQL) and verify the copy."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("url", help="URL of the empty database, as in DATABASE_URL")
        parser.add_argument("--dry-run", action="store_true", help="copy and verify, then roll back")
        parser.add_argument(
            "--without-sessions", action="store_true", help="leave out sessions: members must sign in again"
        )

    def handle(self, *, url: str, dry_run: bool, without_sessions: bool, **options: Any) -> None:
        left_out = {"sessions.session"} if without_sessions else set()
        try:
            with transfer.open_database(url) as target:
                with transfer.fill_empty(target):
                    transfer.move("default", target, transfer.all_models(left_out), self.report)
                    if dry_run:
                        raise RolledBack
                with connections[target].cursor() as cursor:
                    cursor.execute("ANALYZE")
        except ConfigurationError as error:
            raise CommandError(f"Nothing was moved. {error}") from error
        except transfer.MoveError as error:
            raise CommandError(f"Nothing was moved: {error}.") from error
        except RolledBack:
            self.stdout.write("Dry run: everything arrived, and was taken back.")
        else:
            self.stdout.write("Everything arrived. Now set DATABASE_URL to the new address and restart.")

    def report(self, table: str, rows: int) -> None:
        if rows:
            self.stdout.write(f"{table}: {rows} rows, the same on both sides")
