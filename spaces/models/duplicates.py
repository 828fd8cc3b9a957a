from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class LikelyDuplicate(models.Model):
    """Two spaces that may be one place. A person decides; nothing is merged by itself."""

    first = models.ForeignKey("spaces.Space", models.CASCADE, related_name="+")
    second = models.ForeignKey("spaces.Space", models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=200)
    distance_m = models.PositiveIntegerField(_("distance in metres"), null=True, blank=True)
    is_dismissed = models.BooleanField(_("not the same"), default=False)
    created_at = models.DateTimeField(_("found"), auto_now_add=True)

    class Meta:
        verbose_name = _("likely duplicate")
        verbose_name_plural = _("likely duplicates")
        constraints = [
            models.UniqueConstraint("first", "second", name="likely_duplicate_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="likely_duplicate_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"
