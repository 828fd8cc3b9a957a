"""What the directory itself needs before it goes public."""

from collections.abc import Iterator

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coworking.operator.checklist import Item
from spaces.directory.models import Space
from spaces.importers.feeds.models import NEEDS_PERSON, Feed


def checklist() -> Iterator[Item]:
    """Yield the items of spaces, feeds and the map."""
    listed = Space.objects.published()
    yield Item(_("Spaces are listed"), listed.exists(), reverse("admin:spaces_space_changelist"))
    has_samples = listed.filter(is_sample=True).exists()
    yield Item(_("No samples are shown"), not has_samples, doc="operations.md")
    has_failed = Feed.objects.filter(is_active=True, state__in=NEEDS_PERSON).exists()
    yield Item(_("No feed waits for a person"), not has_failed, reverse("admin:spaces_feed_changelist"))
    is_own = "tile.openstreetmap.org" not in settings.MAP_TILE_URL
    yield Item(_("Map tiles come from a server that allows your traffic"), is_own, doc="configuration.md")
