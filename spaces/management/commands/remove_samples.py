from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from coworking.database.writing.short_transactions import short_transaction
from spaces.demo.own_site.removal import delete_spaces
from spaces.demo.signals import samples_removed
from spaces.directory.models import Space
from spaces.provenance.models import Source
from spaces.provenance.own_sources import SAMPLE_KEY


class Command(BaseCommand):
    help = "Remove the sample and synthetic spaces and their pictures, and nothing else."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count them, remove nothing")

    def handle(self, *, dry_run: bool, **options: Any) -> None:
        spaces = Space.objects.filter(is_sample=True)
        count = spaces.count()
        if dry_run:
            self.stdout.write(f"{count} sample spaces would be removed.")
            return
        with tqdm(total=count, unit=" spaces", disable=None) as bar:
            delete_spaces(spaces, bar.update)
        with short_transaction():
            Source.objects.filter(key__startswith=SAMPLE_KEY).delete()
            samples_removed.send(Command)
        self.stdout.write(f"{count} sample spaces removed.")
