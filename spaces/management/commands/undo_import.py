from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from coworking.audit.registry import NotPossible
from spaces.audit.log import space_log
from spaces.importers.runs.models import ImportRun, RunState
from spaces.importers.runs.undo import log_entry_of


class Command(BaseCommand):
    help = "Take an import back as a whole. Without a number it lists the latest imports."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=int, nargs="?", help="number of the import")
        parser.add_argument("--reason", default="", help="why: it stands in the log")

    def handle(self, *, run: int | None, reason: str, **options: Any) -> None:
        if run is None:
            for one in ImportRun.objects.select_related("source")[:20]:
                counts = ", ".join(f"{count} {outcome}" for outcome, count in one.counts.items() if count)
                undone = " (taken back)" if one.taken_back_at else _unfinished(one)
                self.stdout.write(f"{one.pk}  {one.started_at:%Y-%m-%d %H:%M}  {one}: {counts}{undone}")
            return
        try:
            space_log.undo(None, log_entry_of(run), reason)
        except NotPossible as error:
            raise CommandError(str(error)) from None
        left = ImportRun.objects.get(pk=run).not_taken_back
        self.stdout.write(f"Import {run} is taken back. {len(left)} things stay as they are.")
        for one in left:
            self.stdout.write(f"  {one['ref']}: {one['reason']}")


def _unfinished(run: ImportRun) -> str:
    return "" if run.state == RunState.FINISHED else f" ({run.get_state_display()})"
