"""`manage.py update_messages`: add new messages to the catalogues and remove unused ones."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from coworking.i18n.catalogues import catalogue_path, extract, problems, update


class Command(BaseCommand):
    help = "Update the message catalogue of each language to the code and the templates."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        template = extract(settings.BASE_DIR)
        for language, _name in settings.LANGUAGES:
            if language == "en":
                continue
            path = catalogue_path(Path(settings.LOCALE_PATHS[0]), language)
            left = sum(1 for _ in problems(update(path, language, template), template))
            self.stdout.write(f"{path}: {len(template)} messages, {left} to translate")
