"""`manage.py move_database URL`: everything from the database in use into an empty one."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connections

from coworking.database import transfer


class TakenBack(Exception):
    """The end of a dry run."""


class Command(BaseCommand):
    help = "Copy everything into an empty database (SQLite or PostgreSQL) and prove that it arrived."

    def add_arguments(self, parser) -> None:
        parser.add_argument("url", help="the empty database, written as in DATABASE_URL")
        parser.add_argument("--dry-run", action="store_true", help="do it all, then take it back")
        parser.add_argument("--without-sessions", action="store_true", help="members sign in again")

    def handle(self, *, url: str, dry_run: bool, without_sessions: bool, **options) -> None:
        left_out = {"sessions.session"} if without_sessions else set()
        try:
            with transfer.open_database(url) as target:
                with transfer.fill_empty(target):
                    transfer.move("default", target, transfer.all_models(left_out), self.tell)
                    if dry_run:
                        raise TakenBack
                with connections[target].cursor() as cursor:
                    cursor.execute("ANALYZE")
        except transfer.MoveError as error:
            raise CommandError(f"Nothing was moved: {error}.") from error
        except TakenBack:
            self.stdout.write("Dry run: everything arrived, and was taken back.")
        else:
            self.stdout.write("Everything arrived. Now set DATABASE_URL to the new address and restart.")

    def tell(self, table: str, rows: int) -> None:
        if rows:
            self.stdout.write(f"{table}: {rows} rows, the same on both sides")
