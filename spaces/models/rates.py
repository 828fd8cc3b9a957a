"""What one euro was worth in other currencies, by day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from spaces.models.sources import Source


class RateQuerySet(models.QuerySet):
    def of_newest_day(self):
        """The rates of the newest day that has any."""
        return self.filter(date=models.Subquery(Rate.objects.order_by("-date").values("date")[:1]))


class Rate(models.Model):
    """So many units of `currency` for one euro on that day, as its source says."""

    currency = models.CharField(_("ISO 4217 currency"), max_length=3)
    date = models.DateField(_("date"))
    per_euro = models.DecimalField(_("units for one euro"), max_digits=18, decimal_places=6)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("source"))

    objects = RateQuerySet.as_manager()

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        constraints = [
            models.UniqueConstraint(
                fields=["date", "currency"],
                name="rate_once_a_day",
                violation_error_message=_("This currency already has a rate of that day."),
            ),
            models.CheckConstraint(
                condition=Q(per_euro__gt=0),
                name="rate_positive",
                violation_error_message=_("A rate is more than nothing."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.date}: 1 EUR = {self.per_euro} {self.currency}"
