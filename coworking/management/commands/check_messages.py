"""`manage.py check_messages`: check that every message is translated into every language of the site."""

from itertools import chain
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from coworking.i18n.catalogues import bad_line_breaks, catalogue_path, extract, problems, read


class Command(BaseCommand):
    help = (
        "Fail if a message is missing, untranslated or fuzzy in a language of the site, "
        "or has an ordinary space where a line must not be broken."
    )
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        template = extract(settings.BASE_DIR)
        bad = 0
        for language, _name in settings.LANGUAGES:
            if language == "en":  # the language of the code
                continue
            ours, *others = (
                read(catalogue_path(Path(path), language), language) for path in settings.LOCALE_PATHS
            )
            found = chain(problems(ours, template), *map(bad_line_breaks, (ours, *others)))
            for reason, text in found:
                self.stderr.write(f"{language}: {reason}: {text}")
                bad += 1
        if bad:
            raise CommandError(f"{bad} messages need a translator. `make messages` lists them in the files.")
        self.stdout.write(f"{len(template)} messages, all translated.")
