from django.core.management.base import BaseCommand, CommandParser

from spaces.search_index import rebuild


class Command(BaseCommand):
    help = "Derive again everything that search stores. With --quick only what changes a little every day."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--quick", action="store_true", help="rank spaces and count terms, derive no columns"
        )

    def handle(self, *, quick: bool, **options: object) -> None:
        work = rebuild.refresh_statistics if quick else rebuild.rebuild
        work(self.stdout.write)
