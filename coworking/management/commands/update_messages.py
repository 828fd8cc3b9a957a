"""`manage.py update_messages`: write new messages into the catalogues, and take out those no longer used."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand

from coworking.i18n.catalogues import catalogue_path, extract, problems, update


class Command(BaseCommand):
    help = "Bring the message catalogue of every language up to date with code and templates."
    requires_system_checks = []

    def handle(self, *args, **options) -> None:
        template = extract(settings.BASE_DIR)
        for language, _name in settings.LANGUAGES:
            if language == "en":
                continue
            path = catalogue_path(Path(settings.LOCALE_PATHS[0]), language)
            left = sum(1 for _ in problems(update(path, language, template), template))
            self.stdout.write(f"{path}: {len(template)} messages, {left} to translate")
