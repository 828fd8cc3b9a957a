from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CoworkingConfig(AppConfig):
    name = "coworking"

    def ready(self) -> None:
        from coworking import checks, lookups, roles  # noqa: F401  (the first two register themselves)

        roles.register("coworking", {"user": (roles.NOTHING, roles.NOTHING)})
        post_migrate.connect(roles.keep_groups)
