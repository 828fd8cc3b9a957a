"""The queue of feeds that need a person: their last reading failed, or its file shrank suspiciously."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coworking.staff.queues import Queue
from spaces.importers.feeds.models import NEEDS_PERSON, Feed

PERMISSION = "spaces.change_feed"
QUEUE = Queue(
    key="feeds",
    label=_("Feeds that failed or shrank"),
    permission=PERMISSION,
    url=lambda: f"{reverse('admin:spaces_feed_changelist')}?state__in={','.join(NEEDS_PERSON)}",
    count=lambda: Feed.objects.filter(is_active=True, state__in=NEEDS_PERSON).count(),
)
