import atexit

from django.apps import AppConfig
from django.core.signals import request_finished
from django.db import transaction
from django.db.models.signals import post_delete, post_migrate, pre_delete
from django.utils.translation import gettext_lazy as _

from coworking.caching import data_version
from coworking.staff import queues, roles
from coworking.templating import icons

# What no visitor's page shows: a change there leaves kept pages alone.
UNSEEN = (
    "Claim",
    "Invitation",
    "LikelyDuplicate",
    "ReminderSettings",
    "SpaceLogEntry",
    "SuggestedEdit",
    "WeeklyCount",
)


def fill_vocabulary(sender, using, **kwargs) -> None:
    """Bring the table of amenities up to date with the vocabulary."""
    from spaces.directory.amenities import AMENITIES
    from spaces.directory.models import Amenity

    rows = [Amenity(key=key, order=order) for order, key in enumerate(AMENITIES)]
    Amenity.objects.using(using).bulk_create(
        rows, update_conflicts=True, unique_fields=["key"], update_fields=["order"]
    )


def install_search_index(sender: AppConfig, using: str, **kwargs: object) -> None:
    """Create the index of terms and its triggers where they are missing.

    The derived columns of spaces are the business of `manage.py rebuild_search`.
    """
    from spaces.search_index import backends

    backends.install(using)


def remove_files(sender, instance, using, **kwargs) -> None:
    """A deleted photo takes its files along, once the deletion is certain."""
    from spaces.photos import processing

    name, widths = instance.image.name, instance.widths
    transaction.on_commit(lambda: processing.delete_files(name, widths), using=using)


class SpacesConfig(AppConfig):
    name = "spaces"
    verbose_name = _("Places to work")

    def ready(self) -> None:
        from spaces.directory import amenities

        icons.register(*amenities.ICONS, "calendar-days", "calendar-plus")
        icons.register("arrow-up", "arrow-down", "trash-2")
        from django.contrib.auth import get_user_model

        from coworking.audit import registry
        from spaces.analytics import counters
        from spaces.audit.log import space_log
        from spaces.managers import team
        from spaces.managers.models import Role
        from spaces.photos.models import Photo
        from spaces.provenance import own_sources
        from spaces.staff.permissions import TABLE
        from spaces.staff.queues import all_queues

        for queue in all_queues():
            queues.register(queue)
        registry.register(space_log)
        roles.register("spaces", TABLE)

        data_version.watch(self, exclude=UNSEEN)
        post_delete.connect(remove_files, sender=Photo)
        pre_delete.connect(own_sources.anonymize_member_source, sender=get_user_model())
        post_delete.connect(team.ensure_owner, sender=Role)
        request_finished.connect(counters.flush_when_due)
        atexit.register(counters.flush)
        post_migrate.connect(fill_vocabulary, sender=self)
        post_migrate.connect(install_search_index, sender=self)
