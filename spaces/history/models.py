"""The history of spaces."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coworking.fields.partial_dates import PartialDateField
from spaces.provenance.models import Sourced


class HistoryEvent(Sourced):
    """Something that happened to a space, according to a source."""

    class Type(models.TextChoices):
        PLANNED = "planned", _("planned")
        FOUNDED = "founded", _("founded")
        OPENED = "opened", _("opened")
        MOVED = "moved", _("moved")
        RENAMED = "renamed", _("renamed")
        CHANGED = "changed", _("changed")
        CLOSED = "closed", _("closed")
        REOPENED = "reopened", _("reopened")
        SUCCEEDED = "succeeded", _("succeeded by")
        NOTED = "noted", _("noted")

    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="history_events")
    type = models.CharField(_("what happened"), max_length=10, choices=Type)
    date = PartialDateField(_("date"), help_text=_("Empty when the source gives none."))
    note = models.CharField(_("note"), max_length=400, blank=True)
    other = models.ForeignKey(
        "spaces.Space",
        models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,  # few have one: the index below leaves the others out
        related_name="+",
        verbose_name=_("the space that follows"),
        help_text=_("For “succeeded by”, and for “moved” when the new place has a page of its own."),
    )

    class Meta:
        verbose_name = _("event of a life story")
        verbose_name_plural = _("life story")
        ordering = ["date", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(other=F("space")),
                name="life_event_leads_elsewhere",
                violation_error_message=_("A space cannot be its own successor."),
            )
        ]
        indexes = [models.Index(fields=["other"], condition=Q(other__isnull=False), name="life_event_other")]

    def __str__(self) -> str:
        return f"{self.date} {self.get_type_display()}"
