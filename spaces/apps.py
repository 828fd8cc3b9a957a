import atexit

from django.apps import AppConfig
from django.core.signals import request_finished
from django.db import transaction
from django.db.models.signals import post_delete, post_migrate, pre_delete
from django.utils.translation import gettext_lazy as _

from coworking import acts, data_version, icons, queues, roles

# What no visitor's page shows: a change there leaves kept pages alone.
UNSEEN = (
    "Claim", "Invitation", "LikelyDuplicate", "ManagerLetters", "SpaceAct", "Suggestion", "WeeklyFigure",
)  # fmt: skip


def fill_vocabulary(sender, using, **kwargs) -> None:
    """Bring the table of amenities up to date with the vocabulary."""
    from spaces.models import Amenity
    from spaces.vocabulary import AMENITIES

    rows = [Amenity(key=key, order=order) for order, key in enumerate(AMENITIES)]
    Amenity.objects.using(using).bulk_create(
        rows, update_conflicts=True, unique_fields=["key"], update_fields=["order"]
    )


def keep_index(sender, using, apps=None, **kwargs) -> None:
    """Make the index of words where it is missing, and derive anew spaces from before there was one."""
    from spaces.models import Space, Word
    from spaces.search import rebuilding, text

    migrated = apps.get_model("spaces", "Space") if apps else Space
    if not hasattr(migrated, "traits"):
        return  # migrated to a time before the index
    text.install(using)
    has_old_marks = Word.objects.using(using).filter(text="#s0").exists()  # of standings, as they once were
    if has_old_marks or Space.objects.using(using).filter(country_code="").exists():
        rebuilding.rebuild()


def remove_files(sender, instance, using, **kwargs) -> None:
    """A deleted photo takes its files along, once the deletion is certain."""
    from spaces import photos

    name, widths = instance.image.name, instance.widths
    transaction.on_commit(lambda: photos.remove(name, widths), using=using)


class SpacesConfig(AppConfig):
    name = "spaces"
    verbose_name = _("Places to work")

    def ready(self) -> None:
        from spaces.vocabulary import AMENITIES

        icons.register(*(word.icon for word in AMENITIES.values()), "calendar-days", "calendar-plus")
        icons.register("arrow-up", "arrow-down", "trash-2")
        from django.contrib.auth import get_user_model

        from spaces import figures, sharing
        from spaces.contributing import people
        from spaces.log import all_acts
        from spaces.models import Photo, Role
        from spaces.queues import all_queues
        from spaces.roles import TABLE

        for queue in all_queues():
            queues.register(queue)
        acts.register(all_acts())
        roles.register("spaces", TABLE)

        data_version.watch(self, unseen=UNSEEN)
        post_delete.connect(remove_files, sender=Photo)
        pre_delete.connect(people.forget_name, sender=get_user_model())
        post_delete.connect(sharing.keep_an_owner, sender=Role)
        request_finished.connect(figures.flush_when_due)
        atexit.register(figures.flush)
        post_migrate.connect(fill_vocabulary, sender=self)
        post_migrate.connect(keep_index, sender=self)
