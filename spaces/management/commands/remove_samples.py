from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction
from tqdm import tqdm

from spaces.demo.signals import samples_removed, samples_removing
from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Space
from spaces.provenance.models import Source
from spaces.provenance.own_sources import SAMPLE_KEY

BATCH = 1000


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
        cities = set(spaces.values_list("city_id", flat=True))
        with transaction.atomic(), tqdm(total=count, unit=" spaces", disable=None) as bar:
            while batch := list(spaces.order_by("pk").values_list("pk", flat=True)[:BATCH]):
                samples_removing.send(Command, spaces=batch)
                Space.objects.filter(pk__in=batch).delete()
                bar.update(len(batch))
            Source.objects.filter(key__startswith=SAMPLE_KEY).delete()
            refresh_city_counts(cities)
            samples_removed.send(Command)
        self.stdout.write(f"{count} sample spaces removed.")
