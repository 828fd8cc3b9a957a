"""Pairs of spaces that may be one place."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

REASONS = {
    "same_name": _("the same name"),
    "like_name": _("nearly the same name"),
    "within": _("near each other"),
    "domain": _("the same web domain"),
    "phone": _("the same telephone"),
    "street": _("the same street and number"),
}


class LikelyDuplicateQuerySet(models.QuerySet["LikelyDuplicate"]):
    def waiting(self) -> "LikelyDuplicateQuerySet":
        """Pairs that are pending, the likeliest first."""
        open_pairs = self.filter(is_dismissed=False, first__merged_into=None, second__merged_into=None)
        return open_pairs.order_by("-score", "pk")


class LikelyDuplicate(models.Model):
    """Two spaces that may be one place. A person decides; nothing is merged automatically.

    `score` is 0 to 100; `reasons` are keys of REASONS. A dismissed pair stays dismissed.
    """

    first = models.ForeignKey("spaces.Space", models.CASCADE, related_name="+")
    second = models.ForeignKey("spaces.Space", models.CASCADE, related_name="+")
    score = models.PositiveSmallIntegerField(_("likelihood, of 100"), default=0)
    reasons = models.JSONField(_("reasons"), default=list)
    distance_m = models.PositiveIntegerField(_("distance in metres"), null=True, blank=True)
    is_dismissed = models.BooleanField(_("not the same"), default=False)
    created_at = models.DateTimeField(_("found"), auto_now_add=True)
    found_at = models.DateTimeField(_("found again"), default=timezone.now, editable=False)

    objects = LikelyDuplicateQuerySet.as_manager()

    class Meta:
        verbose_name = _("likely duplicate")
        verbose_name_plural = _("likely duplicates")
        constraints = [
            models.UniqueConstraint("first", "second", name="likely_duplicate_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="likely_duplicate_in_order"),
        ]
        indexes = [models.Index(fields=["is_dismissed", "-score"], name="likely_duplicate_queue")]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"

    @property
    def reason(self) -> str:
        """The labels of the reasons."""
        return ", ".join(str(REASONS.get(key, key)) for key in self.reasons)
