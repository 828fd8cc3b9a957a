from django.apps import AppConfig


class CoworkingConfig(AppConfig):
    name = "coworking"

    def ready(self) -> None:
        from coworking import checks  # noqa: F401  (registers the start-up checks)
