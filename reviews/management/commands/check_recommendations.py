from django.core.management.base import BaseCommand, CommandError

from reviews.recommendations.queries import find_wrong_counts, update_counts


class Command(BaseCommand):
    help = "Prove that the figures of every space match its members' recommendations; --fix puts them right."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--fix", action="store_true")

    def handle(self, *, fix: bool, **options) -> None:
        wrong = find_wrong_counts()
        for space, (yes, total) in wrong:
            kept = f"{space.recommended_count} of {space.recommendation_count}"
            self.stdout.write(f"  {space.slug}: keeps {kept}, the rows say {yes} of {total}")
        if wrong and fix:
            update_counts([space.pk for space, _figures in wrong])
        elif wrong:
            raise CommandError(f"{len(wrong)} spaces have wrong figures; --fix puts them right.")
        self.stdout.write(f"{len(wrong)} put right." if wrong else "All figures match.")
