"""What somebody else says of a fact: it waits for a person, and overwrites nothing."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from coworking.partial_dates import PartialDateField
from spaces.models.roles import Role
from spaces.models.sources import Source


class SuggestionState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def waiting(self) -> "SuggestionQuerySet":
        return self.filter(state=SuggestionState.WAITING)

    def for_moderators(self) -> "SuggestionQuerySet":
        """What moderators may decide, the oldest first: all reports, and the rest where nobody manages."""
        managed = Role.objects.filter(space=models.OuterRef("space"))
        rows = self.waiting().filter(models.Q(member__isnull=False) | ~models.Exists(managed))
        return rows.order_by("created_at", "pk")


class Suggestion(models.Model):
    """Another value for one fact of a space. `value` is what the source says, as in a statement.

    A source's word waits when a manager confirmed the fact; a member's report (`member`) always waits.
    """

    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="suggestions")
    fact = models.CharField(_("fact"), max_length=40)
    value = models.JSONField(_("value"))
    digest = models.CharField(max_length=64, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("source"))
    as_of = PartialDateField(_("as of"))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("reported by"),
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    language = models.CharField(max_length=10, blank=True, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=SuggestionState, default="waiting")
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = SuggestionQuerySet.as_manager()

    label: str  # in words, for the manager's page
    ours: str
    theirs: str

    class Meta:
        indexes = [models.Index(fields=["state", "created_at"], name="suggestion_queue")]
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        # The same word of the same source is suggested once, whatever became of it.
        constraints = [models.UniqueConstraint("space", "fact", "source", "digest", name="suggestion_once")]

    def __str__(self) -> str:
        return f"{self.fact}: {self.value}"
