from django.core.management.base import BaseCommand
from django.db import transaction

from spaces.demo.loader import SAMPLE_KEY
from spaces.demo.signals import samples_removed
from spaces.models import City, Source, Space


class Command(BaseCommand):
    help = "Remove the sample spaces and their pictures, and nothing else."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would go, remove nothing")

    def handle(self, *, dry_run: bool, **options) -> None:
        spaces = Space.objects.filter(is_sample=True)
        count = spaces.count()
        if dry_run:
            self.stdout.write(f"{count} sample spaces would be removed.")
            return
        cities = list(spaces.values_list("city_id", flat=True))
        with transaction.atomic():
            spaces.delete()
            Source.objects.filter(key=SAMPLE_KEY).delete()
            City.objects.filter(pk__in=cities).refresh_counts()
            samples_removed.send(Command)
        self.stdout.write(f"{count} sample spaces removed.")
