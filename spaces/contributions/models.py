"""Spaces that members suggest; they are pending until a moderator decides."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from coworking.fields.lines import LineField
from spaces.geography.models import City, Country


class ProposalState(models.TextChoices):
    WAITING = "waiting", _("waiting for a moderator")
    APPROVED = "approved", _("approved")
    MERGED = "merged", _("joined to a space that stood already")
    DECLINED = "declined", _("declined")


class Proposal(models.Model):
    """A suggested space. `facts` are those of a statement, including prices.

    `city` is set if the gazetteer has `city_name`. `space` is the outcome: the space that was created, or the
    one that the proposal was merged into.
    """

    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="proposals",
        verbose_name=_("member"),
    )
    name = LineField(_("name"), max_length=200)
    normalized_name = models.CharField(max_length=200, editable=False)
    country = models.ForeignKey(Country, models.PROTECT, related_name="+", verbose_name=_("country"))
    city_name = LineField(_("city"), max_length=200, db_column="city_said")
    normalized_city = models.CharField(max_length=200, editable=False)
    city = models.ForeignKey(City, models.SET_NULL, null=True, blank=True, related_name="+")
    facts = models.JSONField(_("facts"), default=dict)
    how = models.CharField(_("how they know"), max_length=500)
    language = models.CharField(max_length=10, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=ProposalState, default=ProposalState.WAITING)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    space = models.ForeignKey(
        "spaces.Space", models.SET_NULL, null=True, blank=True, related_name="proposals"
    )
    created_at = models.DateTimeField(_("proposed"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("proposal")
        verbose_name_plural = _("proposals")
        constraints = [
            models.UniqueConstraint(
                "member",
                "normalized_name",
                "country",
                "normalized_city",
                name="proposal_once",
                violation_error_message=_("You have already suggested this space."),
            )
        ]
        indexes = [models.Index(fields=["state", "created_at"], name="proposal_queue")]

    def __str__(self) -> str:
        return f"{self.name}, {self.city_name}"
