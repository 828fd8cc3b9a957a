"""What somebody else says of a fact that a manager confirmed: it waits, and overwrites nothing."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from coworking.partial_dates import PartialDateField
from spaces.models.sources import Source


class SuggestionState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


class Suggestion(models.Model):
    """Another value for one fact of a space. `value` is what the source says, as in a statement."""

    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="suggestions")
    fact = models.CharField(_("fact"), max_length=40)
    value = models.JSONField(_("value"))
    digest = models.CharField(max_length=64, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("source"))
    as_of = PartialDateField(_("as of"))
    state = models.CharField(_("state"), max_length=10, choices=SuggestionState, default="waiting")
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    label: str  # in words, for the manager's page
    ours: str
    theirs: str

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        # The same word of the same source is suggested once, whatever became of it.
        constraints = [models.UniqueConstraint("space", "fact", "source", "digest", name="suggestion_once")]

    def __str__(self) -> str:
        return f"{self.fact}: {self.value}"
