"""How often a space was viewed: sums per week, without any data about visitors."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CountKind(models.TextChoices):
    """What is counted."""

    VIEW = "view", _("views of its page")
    SHOWN = "shown", _("lists that showed it")
    CLICK = "click", _("clicks to its web site")


class WeeklyCount(models.Model):
    """One count of one space in one week."""

    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="weekly_counts")
    week = models.DateField(_("Monday of the week"))
    kind = models.CharField(_("kind"), max_length=5, choices=CountKind)
    count = models.PositiveIntegerField(_("count"), default=0)

    class Meta:
        verbose_name = _("figure of a week")
        verbose_name_plural = _("figures by the week")
        constraints = [models.UniqueConstraint("space", "kind", "week", name="weekly_count_once")]

    def __str__(self) -> str:
        return f"{self.space_id} {self.week} {self.kind}: {self.count}"
