from typing import Any

from django.core.management.base import BaseCommand

from spaces.answers import networks


class Command(BaseCommand):
    help = (
        "Delete the keys of visitors' networks that are older than 30 days, and the hashes made with them. "
        "Run it nightly."
    )

    def handle(self, **options: Any) -> None:
        self.stdout.write(f"{networks.delete_expired_keys()} keys deleted.")
