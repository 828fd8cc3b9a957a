import atexit

from django.apps import AppConfig
from django.core.signals import request_finished
from django.db.models.signals import post_delete, post_migrate, post_save, pre_delete
from django.utils.translation import gettext_lazy as _

# Models that no visitor's page shows: cached pages stay when their rows change.
NOT_ON_PAGES = (
    "AddressLookup",
    "Claim",
    "Feed",
    "FeedReading",
    "ImportRun",
    "ImportedChange",
    "Invitation",
    "LikelyDuplicate",
    "NetworkKey",
    "OwnSite",
    "ReminderSettings",
    "SpaceLogEntry",
    "SuggestedEdit",
    "VisitorAnswer",
    "WeeklyCount",
)


class SpacesConfig(AppConfig):
    name = "spaces"
    verbose_name = _("Places to work")

    def ready(self) -> None:
        self._register()
        self._connect()

    def _register(self) -> None:
        """Add what this app contributes to the registries of the project."""
        from coworking.audit import registry
        from coworking.caching import data_version
        from coworking.operator import checklist
        from coworking.staff import queues, roles
        from coworking.templating import icons
        from spaces.audit.log import space_log
        from spaces.audit.models import SpaceAction
        from spaces.contributions import proposal_queue, report_queue
        from spaces.demo.checklist import checklist as demo_checklist
        from spaces.directory.amenities import AMENITIES, DEFAULT_ICON
        from spaces.directory.kinds import KIND_ICONS
        from spaces.duplicates import queue as duplicate_queue
        from spaces.importers.feeds import queue as feed_queue
        from spaces.importers.runs.undo import begun_undo, undo_import
        from spaces.managers import claim_queue
        from spaces.staff.checklist import checklist as spaces_checklist
        from spaces.staff.permissions import TABLE

        shipped = (amenity.icon for amenity in AMENITIES.values())
        icons.register(
            *shipped,
            *KIND_ICONS.values(),
            DEFAULT_ICON,
            "calendar-days",
            "calendar-plus",
            "arrow-up",
            "arrow-down",
            "trash-2",
        )
        for feature in (claim_queue, proposal_queue, report_queue, duplicate_queue, feed_queue):
            queues.register(feature.QUEUE)
        space_log.undoes(SpaceAction.IMPORTED, begun=begun_undo)(undo_import)
        registry.register(space_log)
        checklist.register(spaces_checklist)
        checklist.register(demo_checklist)
        roles.register("spaces", TABLE)
        data_version.watch(self, exclude=NOT_ON_PAGES)

    def _connect(self) -> None:
        """Connect receivers to signals."""
        from coworking.accounts.models import User
        from spaces.analytics import counters
        from spaces.directory.receivers import sync_vocabulary
        from spaces.geography.models import City
        from spaces.managers import team
        from spaces.managers.models import Role
        from spaces.photos.models import Photo
        from spaces.photos.receivers import delete_files
        from spaces.provenance import own_sources
        from spaces.search_index.receivers import install_search_index, move_spaces_to_area

        pre_delete.connect(own_sources.anonymize_member_source, sender=User)
        post_save.connect(move_spaces_to_area, sender=City)
        post_delete.connect(delete_files, sender=Photo)
        post_delete.connect(team.ensure_owner, sender=Role)
        post_migrate.connect(sync_vocabulary, sender=self)
        post_migrate.connect(install_search_index, sender=self)
        request_finished.connect(counters.flush_when_due)
        atexit.register(counters.flush)
