"""Feeds: files of a source that are read again and again, and the readings of each."""

from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, URLValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from spaces.importers.runs.models import ImportRun
from spaces.provenance.models import Source


class FeedState(models.TextChoices):
    """The outcome of a reading of a feed. The values are stored in the database."""

    RUNNING = "running", _("running")
    IMPORTED = "imported", _("imported")
    UNCHANGED = "unchanged", _("no news")
    WAITING = "waiting", _("waits for a yes")
    DECLINED = "declined", _("declined")
    REPLACED = "replaced", _("replaced by a newer file")
    FAILED = "failed", _("failed")


# The states in which a file of a feed was understood: it is not read again before it changes.
READ_STATES = (FeedState.IMPORTED, FeedState.WAITING, FeedState.DECLINED)
NEEDS_PERSON = (FeedState.FAILED, FeedState.WAITING)


def feed_path(location: str) -> Path:
    """The file that a location names. Raises ValueError for one outside of the folder of feeds."""
    folder = settings.FEEDS_DIR.resolve()
    path = (folder / location).resolve()
    if not path.is_relative_to(folder):
        raise ValueError(location)
    return path


def validate_location(location: str) -> None:
    """Refuse what is neither a URL with https nor a path within the folder of feeds."""
    if "://" in location:
        URLValidator(schemes=["https"], message=_("Enter a URL that begins with https://."))(location)
        return
    try:
        feed_path(location)
    except ValueError:
        message = _("Enter a URL with https, or the name of a file in the folder of feeds (FEEDS_DIR).")
        raise ValidationError(message) from None


class Feed(models.Model):
    """A file of a source, at a URL or in the folder of feeds, that is imported whenever it has changed.

    Name, licence and mapping of columns are those of the source. `state` and `message` are those of its last
    reading but for RUNNING, and `running_since` is set while a process reads it.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="feeds", verbose_name=_("source"))
    location = models.CharField(
        _("location"),
        max_length=1000,
        validators=[validate_location],
        help_text=_("A URL with https, or the name of a file in the folder of feeds (FEEDS_DIR)."),
    )
    format = models.CharField(_("format"), max_length=20, default="auto")
    is_complete = models.BooleanField(
        _("complete"),
        default=False,
        help_text=_("It has every space of the source: those that it lacks are asked about."),
    )
    area = models.CharField(
        _("area"),
        max_length=300,
        blank=True,
        help_text=_("What a complete file covers, such as “be fr/lyon”. Empty: the area of the source."),
    )
    every_days = models.PositiveSmallIntegerField(
        _("days between readings"), default=7, validators=[MinValueValidator(1)]
    )
    is_active = models.BooleanField(_("active"), default=True)
    state = models.CharField(_("last reading"), max_length=10, choices=FeedState, blank=True, editable=False)
    message = models.TextField(_("message"), blank=True, editable=False)
    checked_at = models.DateTimeField(_("read"), null=True, blank=True, editable=False)
    running_since = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("feed")
        verbose_name_plural = _("feeds")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.source}: {self.location}"

    @property
    def is_url(self) -> bool:
        return "://" in self.location

    @property
    def is_due(self) -> bool:
        """Whether as many days have begun since the last reading as shall lie between two."""
        if not self.checked_at:
            return True
        days = timezone.localdate() - timezone.localdate(self.checked_at)
        return days.days >= self.every_days

    def forget_file(self) -> None:
        """Read the file again next time even if it has not changed."""
        self.readings.update(etag="", last_modified="", digest="")


class FeedReading(models.Model):
    """One reading of a feed, with its report. `run` is the import that came of it.

    `etag` and `last_modified` are headers of the server, and `digest` is its SHA-256. The file of
    one that waits is in the folder `feeds-waiting` of VAR_DIR.
    """

    feed = models.ForeignKey(Feed, models.CASCADE, related_name="readings", verbose_name=_("feed"))
    state = models.CharField(_("state"), max_length=10, choices=FeedState, default=FeedState.RUNNING)
    message = models.TextField(_("message"), blank=True)
    started_at = models.DateTimeField(_("started"), default=timezone.now)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)
    counts = models.JSONField(_("counts"), default=dict)
    report = models.JSONField(_("report"), default=dict)
    run = models.ForeignKey(
        ImportRun, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("import")
    )
    etag = models.CharField(max_length=300, blank=True)
    last_modified = models.CharField(max_length=100, blank=True)
    digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = _("reading of a feed")
        verbose_name_plural = _("readings of feeds")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.feed}: {self.get_state_display()}"

    @property
    def usable(self) -> int:
        """How many records of the file could be used."""
        return int(self.counts["read"] - self.counts["skipped"] - self.counts["failed"])

    @property
    def waiting_file(self) -> Path:
        """Where the file of this reading is while it waits for a yes."""
        return Path(settings.VAR_DIR) / "feeds-waiting" / str(self.pk)
