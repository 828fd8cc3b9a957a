"""Prices of spaces, and exchange rates."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

from coworking.fields.currencies import CurrencyField
from spaces.pricing.money import format_money
from spaces.pricing.querysets import RateQuerySet
from spaces.provenance.models import Source, Sourced


class What(models.TextChoices):
    """What a price is for."""

    HOT_DESK = "hot_desk", _("hot desk")
    DEDICATED_DESK = "dedicated_desk", _("dedicated desk")
    OFFICE = "office", _("private office")
    MEETING_ROOM = "meeting_room", _("meeting room")
    OTHER = "other", _("other")


class Unit(models.TextChoices):
    """The time that a price is for."""

    HOUR = "hour", _("hour")
    HALF_DAY = "half_day", _("half-day")
    DAY = "day", _("day")
    PASS = "pass", _("pass of several days")
    WEEK = "week", _("week")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


class Plan(Sourced):
    """A price that a source states: for what, for how long, and how much."""

    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="plans")
    what = models.CharField(_("what"), max_length=16, choices=What, default=What.HOT_DESK)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit)
    quantity = models.PositiveSmallIntegerField(
        _("number of units"), default=1, help_text=_("10 for a pass of 10 days, 2 for a price of 2 hours")
    )
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2)
    amount_max = models.DecimalField(_("up to"), max_digits=10, decimal_places=2, null=True, blank=True)
    is_from = models.BooleanField(_("price is a minimum"), default=False)
    currency = CurrencyField(_("ISO 4217 currency"))
    tax_included = models.BooleanField(_("tax included"), null=True, blank=True)
    days_included = models.PositiveSmallIntegerField(_("days included"), null=True, blank=True)
    label = models.CharField(_("as the source words it"), max_length=200, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    is_current = models.BooleanField(_("newest known"), default=True)

    class Meta:
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        constraints = [
            models.CheckConstraint(
                condition=Q(amount__gte=0),
                name="plan_amount_not_negative",
                violation_error_message=_("A price cannot be negative."),
            ),
            models.CheckConstraint(
                condition=Q(amount_max=None) | Q(amount_max__gte=models.F("amount")),
                name="plan_range_in_order",
                violation_error_message=_("The upper price is below the lower one."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency} / {self.unit}"

    @property
    def formatted_amount(self) -> str:
        """The amount or the range, formatted in the reader's language."""
        low = format_money(self.amount, self.currency, get_language())
        if self.amount_max is not None and self.amount_max != self.amount:
            high = format_money(self.amount_max, self.currency, get_language())
            return f"{low} – {high}"
        return pgettext("a minimum price", "from %(price)s") % {"price": low} if self.is_from else low


class Rate(models.Model):
    """The units of a currency for one euro on one day."""

    currency = CurrencyField(_("ISO 4217 currency"))
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
