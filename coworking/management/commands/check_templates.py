"""`manage.py check_templates`: are the lines of templates short enough to read?"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

MAX_LINE_LENGTH = 120
SUFFIXES = (".html", ".jinja", ".txt")


class Command(BaseCommand):
    help = f"Fail when a template has a line of more than {MAX_LINE_LENGTH} characters."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        folder = settings.BASE_DIR / "templates"
        paths = [path for path in sorted(folder.rglob("*")) if path.suffix in SUFFIXES]
        long_lines = [
            f"{path.relative_to(folder.parent)}:{number}: {length} characters"
            for path in paths
            for number, length in find_long_lines(path)
        ]
        for line in long_lines:
            self.stderr.write(line)
        if long_lines:
            raise CommandError(f"{len(long_lines)} lines are longer than {MAX_LINE_LENGTH} characters.")
        self.stdout.write(f"{len(paths)} templates, no line too long.")


def find_long_lines(path: Path) -> Iterator[tuple[int, int]]:
    """Yield (line number, length) of each line of a template that is too long."""
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        if len(line) > MAX_LINE_LENGTH:
            yield number, len(line)
