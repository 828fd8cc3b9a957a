"""Events at a space or in a city, such as conferences and open days, past ones included."""

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from coworking.fields.lines import LineField
from coworking.fields.partial_dates import PartialDateField, is_partial_date
from coworking.fields.urls import HttpsURLField
from coworking.i18n.normalize import normalize_name
from spaces.events.period import Period, bounds, validation_errors
from spaces.events.querysets import EventQuerySet
from spaces.provenance.models import FactStatement, Sourced


class Event(Sourced):
    """An event at a space or in a city.

    All columns come from its source; `statements` have the facts that other sources give. Dates and times are
    local. `begins_at` and `over_at` are derived from them: the earliest moment at which the event may begin,
    and the first at which it is certainly over.
    """

    class Kind(models.TextChoices):
        CONFERENCE = "conference", _("conference")
        MEETING = "meeting", _("meeting")
        OPEN_DAYS = "open_days", _("open days")
        VISIT = "visit", _("guided visit")
        OPENING = "opening", _("opening")
        WORKSHOP = "workshop", _("workshop")
        CONTEST = "contest", _("contest")
        OTHER = "other", _("other event")

    title = LineField(_("title"), max_length=200)
    slug = models.SlugField(_("slug"), max_length=220, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.OTHER)
    series = LineField(_("series"), max_length=120, blank=True, db_index=True)
    space = models.ForeignKey(
        "spaces.Space",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="events",
        verbose_name=_("space"),
    )
    city = models.ForeignKey(
        "spaces.City", models.PROTECT, related_name="events", verbose_name=_("city"), blank=True
    )
    venue = LineField(_("where, in words"), max_length=200, blank=True)
    start = PartialDateField(_("first day"), blank=False, help_text=_("2026, 2026-05 or 2026-05-23."))
    start_time = models.TimeField(_("begins at"), null=True, blank=True)
    end = PartialDateField(_("last day"), help_text=_("Empty when it is the first day."))
    end_time = models.TimeField(_("ends at"), null=True, blank=True)
    timezone = models.CharField(
        _("time zone"), max_length=40, blank=True, help_text=_("Empty for the place's own.")
    )
    website = HttpsURLField(_("web site"), max_length=500, blank=True)
    organiser = LineField(_("organised by"), max_length=200, blank=True)
    attendance = models.PositiveIntegerField(_("people who came"), null=True, blank=True)
    description = models.TextField(_("description"), blank=True)
    doubts = models.TextField(_("what is uncertain"), blank=True)
    is_cancelled = models.BooleanField(_("cancelled"), default=False)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)  # iCalendar's SEQUENCE
    begins_at = models.DateTimeField(editable=False, db_index=True)
    over_at = models.DateTimeField(editable=False, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["begins_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(over_at__gte=F("begins_at")),
                name="event_ends_after_it_begins",
                violation_error_message=_("It ends before it begins."),
            )
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("event", args=[self.slug])

    @property
    def period(self) -> Period:
        """When it takes place, in local time."""
        return Period(self.start, self.start_time, self.end, self.end_time, self.timezone)

    @property
    def has_day(self) -> bool:
        """Whether its days are known to the day, as calendars need."""
        return len(self.start) == 10 and len(self.end) in (0, 10)

    def clean(self) -> None:
        super().clean()
        self._fill_place()
        if not self.city_id:
            raise ValidationError(_("Name a city or a space."))
        if self._has_dates() and (errors := validation_errors(self.period)):
            raise ValidationError(errors)

    def _has_dates(self) -> bool:
        """Whether both dates are valid; if not, their fields report it."""
        return all(is_partial_date(date) for date in (self.start, self.end or self.start))

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Derive `begins_at` and `over_at`; each change increases the version."""
        self._fill_place()
        self.begins_at, self.over_at = bounds(self.period)
        self.version = 0 if self._state.adding else self.version + 1
        self.slug = self.slug or self._free_slug()
        super().save(*args, **kwargs)

    def _free_slug(self) -> str:
        plain = slugify(normalize_name(f"{self.title} {self.start}"))[:200] or str(self.uid)
        taken = Event.objects.filter(slug=plain).exists()
        return f"{plain}-{self.uid.hex[:8]}" if taken else plain

    def _fill_place(self) -> None:
        """Set the city from the space, and the time zone from the city, where they are empty."""
        if self.space and not self.city_id:
            self.city = self.space.city
        if self.city_id and not self.timezone:
            self.timezone = self.city.timezone


class EventStatement(FactStatement):
    """The facts that one source gives of an event, by the names of the event's columns."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="statements")

    class Meta:
        verbose_name = _("statement on an event")
        verbose_name_plural = _("statements on an event")
        constraints = [
            models.UniqueConstraint(
                "event",
                "source",
                name="event_statement_once",
                violation_error_message=_("This source tells of this event already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id}: {self.event_id}"
