from django.core.management.base import BaseCommand

from spaces.geography import gazetteer
from spaces.geography.models import City


class Command(BaseCommand):
    help = "Load the cities of the world (GeoNames, CC BY 4.0) into the database. Safe to repeat."

    def add_arguments(self, parser) -> None:
        parser.add_argument(
            "--min-population",
            type=int,
            default=15000,
            choices=(500, 1000, 5000, 15000),
            help="how small a city may be (default 15000: about 34,000 cities)",
        )

        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing when there are cities of it already"
        )

    def handle(self, *, min_population: int, if_empty: bool, **options) -> None:
        if if_empty and City.objects.exclude(geonameid=None).exists():
            self.stdout.write("Gazetteer: there already.")
            return
        added, known = gazetteer.load(min_population)
        self.stdout.write(f"Gazetteer: {added} cities added, {known} known before.")
