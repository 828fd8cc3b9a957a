from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from spaces.directory.vocabulary import fixed_vocabulary
from spaces.search import quality


class Command(BaseCommand):
    help = "Check a table of queries (TSV) against what they should find: see docs/search.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="the table; its first line names the columns")
        parser.add_argument(
            "--least",
            type=float,
            default=0,
            metavar="PERCENT",
            help="fail if fewer rows are as expected (default 0: report only)",
        )

    def handle(self, *, file: Path, least: float, **options: Any) -> None:
        try:
            rows = quality.read_table(file.read_text("utf-8").splitlines())
        except (OSError, UnicodeDecodeError, quality.TableError) as error:
            raise CommandError(f"{file}: {error}") from None
        with fixed_vocabulary():
            report = quality.check(rows)
        for answer in report.answers:
            if answer.wrong:
                self.stdout.write(f"line {answer.row.line}: {answer.row.values['query']}")
                for text in answer.wrong:
                    self.stdout.write(f"    {text}")
        share = 100 * report.right / len(rows) if rows else 100.0
        self.stdout.write(f"{report.right} of {len(rows)} rows are as expected ({share:.1f} %).")
        for depth in (1, quality.PRECISE):
            precision = report.precision(depth)
            if precision is not None:
                self.stdout.write(f"Precision at {depth}: {100 * precision:.1f} %")
        if share < least:
            raise CommandError(f"fewer than {least:g} % are as expected")
