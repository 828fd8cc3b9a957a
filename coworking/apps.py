from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.db.models.signals import post_migrate

from coworking import file_permissions


class CoworkingConfig(AppConfig):
    name = "coworking"

    def ready(self) -> None:
        # Imported here because models cannot be imported before all apps are loaded.
        from coworking import checks  # noqa: F401  (registers itself)
        from coworking.caching import data_version, reads
        from coworking.database import lookups  # noqa: F401  (registers itself)
        from coworking.staff import roles

        nothing = (roles.NOTHING, roles.NOTHING)
        own = dict.fromkeys(
            ("user", "ratelimitcount", "contentpage", "sitesettings", "signupinvitation"), nothing
        )
        roles.register("coworking", own)
        # A new account shows on no page before an author or a role refers to it.
        shown = data_version.Counted(columns=("display_name", "is_staff"), inserts=False)
        data_version.watch(self, exclude=("RateLimitCount", "SignUpInvitation"), User=shown)
        connection_created.connect(reads.notice_queries)
        connection_created.connect(file_permissions.close_database)
        post_migrate.connect(data_version.install_triggers, sender=self)
        post_migrate.connect(roles.update_groups)
