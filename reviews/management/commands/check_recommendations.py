from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reviews.recommendations.queries import find_wrong_counts, update_counts


class Command(BaseCommand):
    help = "Check that the counts of every space match its members' recommendations; --fix corrects them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--fix", action="store_true", help="correct the counts")

    def handle(self, *, fix: bool, **options: Any) -> None:
        wrong = find_wrong_counts()
        for space, (positive, total) in wrong:
            stored = f"{space.recommended_count} of {space.recommendation_count}"
            self.stdout.write(f"  {space.slug}: keeps {stored}, the rows say {positive} of {total}")
        if wrong and fix:
            update_counts([space.pk for space, _counts in wrong])
        elif wrong:
            raise CommandError(f"{len(wrong)} spaces have wrong figures; --fix puts them right.")
        self.stdout.write(f"{len(wrong)} put right." if wrong else "All figures match.")
