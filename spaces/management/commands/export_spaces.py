from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from spaces.directory.models import Space
from spaces.exports.archive import write_archive, write_json_lines
from spaces.exports.space_csv import write_csv


class Command(BaseCommand):
    help = "Write spaces as CSV, as JSON lines or as one zip; import_spaces reads each of them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--country", default="", help="ISO code, for example be")
        parser.add_argument("--city", default="", help="for example be/liege")
        parser.add_argument(
            "--format",
            choices=("csv", "jsonl"),
            default="csv",
            help="csv: the flat columns; jsonl: everything, with the source, date and licence of each fact",
        )
        parser.add_argument(
            "--zip",
            type=Path,
            metavar="PATH",
            help="write everything into this zip, in files for each licence",
        )

    def handle(self, *, country: str, city: str, format: str, zip: Path | None, **options: Any) -> None:
        spaces = Space.objects.published().filter(is_sample=False)
        if city:
            code, _slash, slug = city.partition("/")
            spaces = spaces.filter(city__country=code.upper(), city__slug=slug)
        elif country:
            spaces = spaces.in_country(country)
        if zip:
            try:
                write_archive(spaces, zip)
            except OSError as error:
                raise CommandError(f"{zip} cannot be written: {error.strerror}") from None
        elif format == "jsonl":
            write_json_lines(spaces, self.stdout)
        else:
            write_csv(spaces, self.stdout)
