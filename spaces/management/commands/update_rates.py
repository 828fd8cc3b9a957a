import datetime as dt
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from coworking.database.writing.short_transactions import short_transaction
from coworking.files.errors import UnreadableFile
from spaces.pricing import ecb
from spaces.pricing.models import Rate
from spaces.provenance.models import Source

BATCH = 2000


class Command(BaseCommand):
    help = "Load the European Central Bank's reference rates (XML). A second run changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("path", type=Path, help="eurofxref-daily.xml, -hist-90d.xml or -hist.xml")

    def handle(self, *, path: Path, **options: Any) -> None:
        today = max(timezone.localdate(), dt.datetime.now(dt.UTC).date())
        try:
            rates = ecb.read_rates(path, today)
        except UnreadableFile as error:
            raise CommandError(f"{path.name}: {error}. Nothing was written.") from None
        created, updated = self.store(rates)
        unchanged = len(rates) - created - updated
        newest = max(date for date, _currency in rates)
        self.stdout.write(
            f"{len(rates)} read, up to {newest}: {created} created, {updated} updated, {unchanged} unchanged."
        )

    def store(self, rates: ecb.Rates) -> tuple[int, int]:
        """Write new and changed rates; return (created, updated)."""
        defaults = {key: value for key, value in ecb.SOURCE.items() if key != "key"}
        source, _created = Source.objects.get_or_create(key=ecb.SOURCE["key"], defaults=defaults)
        dates = [date for date, _currency in rates]
        rows = Rate.objects.filter(date__range=(min(dates), max(dates)))
        known = {(row[0], row[1]): row[2] for row in rows.values_list("date", "currency", "per_euro")}
        changed = [
            Rate(date=date, currency=currency, per_euro=rate, source=source)
            for (date, currency), rate in rates.items()
            if known.get((date, currency)) != rate
        ]
        for start in range(0, len(changed), BATCH):
            with short_transaction():
                Rate.objects.bulk_create(
                    changed[start : start + BATCH],
                    update_conflicts=True,
                    unique_fields=["date", "currency"],
                    update_fields=["per_euro", "source"],
                )
        updated = sum((row.date, row.currency) in known for row in changed)
        return len(changed) - updated, updated
