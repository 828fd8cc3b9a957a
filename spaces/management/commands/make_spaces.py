from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from coworking.database import bulk
from spaces.benchmark_data.writer import SpaceWriter
from spaces.directory.models import Space
from spaces.geography.models import City
from spaces.search_index import rebuild


class Command(BaseCommand):
    help = "Make synthetic spaces for benchmarks, marked as samples. The same seed makes the same spaces."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("count", type=int, help="how many spaces of this seed there will be")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument(
            "--yes-among-real", action="store_true", help="make them although the database holds real spaces"
        )

    def handle(self, *, count: int, seed: int, yes_among_real: bool, **options: Any) -> None:
        if not City.objects.exclude(geonameid=None).exists():
            raise CommandError("The gazetteer is empty: run load_gazetteer first.")
        if not yes_among_real and Space.objects.filter(is_sample=False).exists():
            raise CommandError(
                "This database holds real spaces. Give the benchmark a database of its own (DATABASE_URL), "
                "or say --yes-among-real."
            )
        bulk.enlarge_sqlite_cache("default")
        bulk.collect_garbage_less_often()
        writer = SpaceWriter(seed)
        before = writer.count_existing()
        with tqdm(total=max(count - before, 0), unit=" spaces", disable=None) as bar:
            for added in writer.write(count):
                bar.update(added)
        rebuild.refresh_statistics()
        self.stdout.write(
            f"{max(count - before, 0)} synthetic spaces made, {before} were there. "
            "remove_samples takes them away."
        )
