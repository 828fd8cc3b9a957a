from django.core.management.base import BaseCommand

from spaces import gazetteer


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

    def handle(self, *, min_population: int, **options) -> None:
        added, known = gazetteer.load(min_population)
        self.stdout.write(f"Gazetteer: {added} cities added, {known} known before.")
