"""Facts of a space that stand in rows of their own: amenities, plans, hours."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext_lazy as _

from spaces.models.sources import Sourced
from spaces.vocabulary import amenity_icon, amenity_label


class Amenity(models.Model):
    """A word of the maintained vocabulary (`spaces.vocabulary` fills this table)."""

    key = models.SlugField(_("key"), max_length=40, primary_key=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("amenity")
        verbose_name_plural = _("amenities")
        ordering = ["order"]

    def __str__(self) -> str:
        return str(self.label)

    @property
    def label(self) -> str:
        return amenity_label(self.key)

    @property
    def icon(self) -> str:
        """Name of its Lucide icon."""
        return amenity_icon(self.key)


class SpaceAmenity(models.Model):
    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="amenity_rows")
    amenity = models.ForeignKey(Amenity, models.CASCADE, related_name="space_rows")
    detail = models.CharField(_("detail"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("amenity of a space")
        verbose_name_plural = _("amenities of a space")
        constraints = [models.UniqueConstraint("space", "amenity", name="space_amenity_once")]

    def __str__(self) -> str:
        return self.amenity_id


class Schedule(models.Model):
    """One way of being open: spaces with the same hours in the same country and time zone share it.

    Whether a thousand spaces are open is then asked of a few dozen schedules.
    """

    expression = models.CharField(max_length=500)
    country_code = models.CharField(max_length=2, blank=True)
    timezone = models.CharField(max_length=40)
    # The days that `spans` tell of, both included; empty when they tell of none.
    spans_from = models.DateField(null=True, editable=False)
    spans_until = models.DateField(null=True, editable=False, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("expression", "country_code", "timezone", name="schedule_unique")
        ]

    def __str__(self) -> str:
        return self.expression


class ScheduleSpan(models.Model):
    """When a schedule is open in the coming weeks, written out by `spaces.spans` so that SQL can ask.

    `start` and `end` are minutes since the start of 1970: of instants, and for `is_wall` of the place's own
    clock. No span is longer than a week.
    """

    schedule = models.ForeignKey(Schedule, models.CASCADE, related_name="spans")
    is_wall = models.BooleanField()
    start = models.IntegerField()
    end = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["schedule", "is_wall", "start", "end"], name="span_moment")]

    def __str__(self) -> str:
        return f"{self.start}-{self.end}"


class What(models.TextChoices):
    HOT_DESK = "hot_desk", _("hot desk")
    DEDICATED_DESK = "dedicated_desk", _("dedicated desk")
    OFFICE = "office", _("private office")
    MEETING_ROOM = "meeting_room", _("meeting room")
    OTHER = "other", _("other")


class Unit(models.TextChoices):
    HOUR = "hour", _("hour")
    HALF_DAY = "half_day", _("half-day")
    DAY = "day", _("day")
    PASS = "pass", _("pass of several days")
    WEEK = "week", _("week")
    MONTH = "month", _("month")
    YEAR = "year", _("year")


class Plan(Sourced):
    """A price: what one gets, for how long, for how much, said by whom and when."""

    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="plans")
    what = models.CharField(_("what"), max_length=16, choices=What, default=What.HOT_DESK)
    unit = models.CharField(_("unit"), max_length=10, choices=Unit)
    quantity = models.PositiveSmallIntegerField(
        _("number of units"), default=1, help_text=_("10 for a pass of 10 days, 2 for a price of 2 hours")
    )
    amount = models.DecimalField(_("amount"), max_digits=10, decimal_places=2)
    amount_max = models.DecimalField(_("up to"), max_digits=10, decimal_places=2, null=True, blank=True)
    is_from = models.BooleanField(_("price is a minimum"), default=False)
    currency = models.CharField(_("ISO 4217 currency"), max_length=3)
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
        """The amount, or the range, written as the reader's language writes money."""
        from spaces.money import format_money

        low = format_money(self.amount, self.currency, get_language())
        if self.amount_max is not None and self.amount_max != self.amount:
            high = format_money(self.amount_max, self.currency, get_language())
            return f"{low} – {high}"
        return pgettext("a minimum price", "from %(price)s") % {"price": low} if self.is_from else low
