from django.core.management.base import BaseCommand

from spaces.search_index import rebuild


class Command(BaseCommand):
    help = "Make what search keeps for itself anew. With --quick only what changes a little every day."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--quick", action="store_true", help="rank spaces and count words, derive nothing"
        )

    def handle(self, *, quick: bool, **options) -> None:
        work = rebuild.refresh if quick else rebuild.rebuild
        work(self.stdout.write)
