from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from spaces.directory.models import Space
from spaces.exports.space_csv import write_csv


class Command(BaseCommand):
    help = "Write spaces as CSV, in the columns that import_spaces reads."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--country", default="", help="ISO code, for example be")
        parser.add_argument("--city", default="", help="for example be/liege")

    def handle(self, *, country: str, city: str, **options: Any) -> None:
        spaces = Space.objects.published().filter(is_sample=False)
        if city:
            code, _slash, slug = city.partition("/")
            spaces = spaces.filter(city__country=code.upper(), city__slug=slug)
        elif country:
            spaces = spaces.in_country(country)
        write_csv(spaces, self.stdout)
