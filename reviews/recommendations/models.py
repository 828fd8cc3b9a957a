"""Recommendations of spaces by members."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.comments.models import Comment
from spaces.directory.models import Space


class GoodFor(models.TextChoices):
    """What members recommend a space for."""

    CALLS = "calls", _("calls")
    DEEP_WORK = "deep_work", _("deep work")
    CLIENTS = "clients", _("meeting clients")
    COMPANY = "company", _("company")
    FAMILIES = "families", _("families")
    ACCESSIBILITY = "accessibility", _("accessibility")
    TEAMS = "teams", _("teams")
    EVENINGS = "evenings", _("evenings and weekends")


class Recommendation(models.Model):
    """Whether a member recommends a space, and what for. There is one row a member and space."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="recommendations")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="recommendations")
    recommends = models.BooleanField(_("recommends it"))
    good_for = models.JSONField(_("good for"), default=list, blank=True)
    comment = models.ForeignKey(
        Comment, models.SET_NULL, null=True, blank=True, related_name="recommendations"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("recommendation")
        verbose_name_plural = _("recommendations")
        constraints = [models.UniqueConstraint("space", "member", name="recommendation_once")]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.space_id}"
