"""Programmes that fund or label spaces: their calls, awards and labels. Every row has a source.

When several sources describe the same thing, each has its own row. Of a call or an award one row is canonical
and the others point to it (`same_as`); of a programme they are facts of the same name.
"""

from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coworking.fields.currencies import CurrencyField
from coworking.fields.lines import LineField
from coworking.fields.partial_dates import PartialDateField
from coworking.fields.urls import HttpsURLField
from spaces.programmes.querysets import AwardQuerySet, CallQuerySet, LabelQuerySet, ProgrammeQuerySet
from spaces.provenance.models import Sourced


class Programme(Sourced):
    """Something that a public body or a network does for spaces, such as funding or labelling them."""

    class Kind(models.TextChoices):
        CALL = "call", _("call for projects")
        LABEL = "label", _("label")
        NETWORK = "network", _("network")
        CHARTER = "charter", _("charter")
        OTHER = "other", _("other programme")

    name = LineField(_("name"), max_length=200)
    slug = models.SlugField(_("slug"), max_length=200, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.CALL)
    country = models.ForeignKey(
        "spaces.Country", models.PROTECT, related_name="programmes", verbose_name=_("country")
    )
    region = LineField(_("region"), max_length=120, blank=True)
    funder = LineField(_("funder"), max_length=200, blank=True)
    operator = LineField(_("run by"), max_length=200, blank=True)
    website = HttpsURLField(_("web site"), max_length=500, blank=True)
    description = models.TextField(_("description"), blank=True)
    doubts = models.TextField(_("what is uncertain"), blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("programme")
        verbose_name_plural = _("programmes")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("programme", args=[self.slug])


class ProgrammeFact(Sourced):
    """A fact that one source gives about a programme: a date, a number, an amount or a text."""

    class What(models.TextChoices):
        FUNDER = "funder", _("funder")
        OPERATOR = "operator", _("run by")
        DECIDED = "decided", _("decided")
        LAUNCHED = "launched", _("launched")
        FIRST_SELECTION = "first_selection", _("first selection")
        CLOSED = "closed", _("closed")
        RESULTS = "results", _("results")
        SUBSIDY = "subsidy", _("subsidy approved")
        BUDGET = "budget", _("budget")
        APPLICATIONS = "applications", _("applications")
        SELECTED = "selected", _("projects selected")
        TARGET = "target", _("projects aimed at")
        MEMBERS = "members", _("member spaces")
        PLACES = "places", _("places to work")
        CONDITION = "condition", _("conditions")
        NOTE = "note", _("note")

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="facts")
    what = models.CharField(_("what"), max_length=16, choices=What)
    date = PartialDateField(_("date"))
    number = models.DecimalField(
        _("number or amount"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    currency = CurrencyField(_("ISO 4217 currency"), blank=True)
    text = models.CharField(_("text"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("fact about a programme")
        verbose_name_plural = _("facts about a programme")
        constraints = [
            models.UniqueConstraint(
                "programme",
                "what",
                "source",
                name="programme_fact_once",
                violation_error_message=_("This source tells this already."),
            ),
            models.CheckConstraint(
                condition=~Q(date="", number=None, text=""),
                name="programme_fact_says_something",
                violation_error_message=_("Give a date, a number or a text."),
            ),
        ]

    def __str__(self) -> str:
        return self.get_what_display()

    @property
    def value(self) -> tuple[str, Decimal | None, str, str]:
        """The value of the fact: rows of the same fact with different values are in conflict."""
        return self.date, self.number, self.currency, self.text


class MultiSourced(Sourced):
    """Abstract base of what several sources may describe: the canonical row of a thing has no `same_as`."""

    same_as = models.ForeignKey(
        "self",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="others",
        verbose_name=_("another word on"),
        help_text=_("The row that stands, when this is what another source tells of the same thing."),
    )

    programme_id: int
    others: "models.QuerySet[MultiSourced]"

    class Meta:
        abstract = True

    def clean(self) -> None:
        super().clean()
        other = self.same_as
        if other and (other.pk == self.pk or other.same_as or other.programme_id != self.programme_id):
            raise ValidationError({"same_as": _("Choose a row of the same programme that stands itself.")})


class Call(MultiSourced):
    """A call for applications: its dates, who may apply, and grants in `currency`."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="calls")
    name = LineField(_("name"), max_length=120, help_text=_("Which call it is, such as its year."))
    opens = PartialDateField(_("opens"))
    deadline = PartialDateField(_("deadline"))
    who_may_apply = models.TextField(_("who may apply"), blank=True)
    grant_min = models.DecimalField(_("grant from"), max_digits=12, decimal_places=2, null=True, blank=True)
    grant_max = models.DecimalField(_("grant up to"), max_digits=12, decimal_places=2, null=True, blank=True)
    cap_per_year = models.DecimalField(
        _("at most a year"), max_digits=12, decimal_places=2, null=True, blank=True
    )
    years = models.PositiveSmallIntegerField(_("number of years"), null=True, blank=True)
    currency = CurrencyField(_("ISO 4217 currency"), blank=True)
    note = models.CharField(_("note"), max_length=400, blank=True)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = _("call")
        verbose_name_plural = _("calls")
        ordering = ["-deadline", "pk"]
        constraints = [
            models.UniqueConstraint(
                "programme",
                "name",
                condition=Q(same_as=None),
                name="call_canonical_once",
                violation_error_message=_("This programme has a call of this name."),
            ),
            models.UniqueConstraint("same_as", "source", name="call_once_per_source"),
            models.CheckConstraint(
                condition=Q(grant_min=None) | Q(grant_max=None) | Q(grant_max__gte=F("grant_min")),
                name="call_grant_in_order",
                violation_error_message=_("The largest grant is below the smallest."),
            ),
            models.CheckConstraint(
                condition=~Q(currency="") | Q(grant_min=None, grant_max=None, cap_per_year=None),
                name="call_amount_has_currency",
                violation_error_message=_("Name the currency of the amounts."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme}: {self.name}"

    @property
    def whole_grant(self) -> Decimal | None:
        """The most that one recipient can get in total, if known."""
        if self.grant_max is not None:
            return self.grant_max
        return self.cap_per_year * self.years if self.cap_per_year and self.years else None


class CallDocument(models.Model):
    """A document or page that belongs to a call: rules, form, announcement."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="documents")
    title = LineField(_("title"), max_length=200)
    url = HttpsURLField(_("URL"), max_length=1000)

    class Meta:
        verbose_name = _("document of a call")
        verbose_name_plural = _("documents of a call")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.title


class Label(models.Model):
    """A label that a programme confers on spaces."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="labels")
    name = LineField(_("name"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=120, unique=True)

    objects = LabelQuerySet.as_manager()

    class Meta:
        verbose_name = _("label")
        verbose_name_plural = _("labels")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Award(MultiSourced):
    """A grant or label that a programme gave to a space, or to a project that is not in the directory."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="awards")
    space = models.ForeignKey(
        "spaces.Space", models.SET_NULL, null=True, blank=True, related_name="awards", verbose_name=_("space")
    )
    project = LineField(_("project, as the source names it"), max_length=200, blank=True)
    place = LineField(_("town"), max_length=120, blank=True)
    label = models.ForeignKey(
        Label,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="awards",
        verbose_name=_("label it confers"),
    )
    amount = models.DecimalField(_("amount"), max_digits=12, decimal_places=2, null=True, blank=True)
    currency = CurrencyField(_("ISO 4217 currency"), blank=True)
    starts = PartialDateField(_("from"))
    ends = PartialDateField(_("until"))
    note = models.CharField(_("note"), max_length=300, blank=True)

    objects = AwardQuerySet.as_manager()

    class Meta:
        verbose_name = _("award")
        verbose_name_plural = _("awards")
        ordering = [F("amount").desc(nulls_last=True), "place", "pk"]
        constraints = [
            models.UniqueConstraint(
                "programme",
                "space",
                "starts",
                condition=Q(same_as=None, space__isnull=False),
                name="award_of_space_canonical_once",
                violation_error_message=_(
                    "This space has this award; another source's word points at the row that stands."
                ),
            ),
            models.UniqueConstraint(
                "programme",
                "project",
                "place",
                "starts",
                condition=Q(same_as=None, space=None),
                name="award_of_project_canonical_once",
                violation_error_message=_(
                    "This project has this award; another source's word points at the row that stands."
                ),
            ),
            models.UniqueConstraint("same_as", "source", name="award_once_per_source"),
            models.CheckConstraint(
                condition=Q(space__isnull=False) | ~Q(project="") | ~Q(place=""),
                name="award_has_recipient",
                violation_error_message=_("Name a space, a project or a town."),
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | (Q(amount__gte=0) & ~Q(currency="")),
                name="award_amount_has_currency",
                violation_error_message=_("Give an amount of 0 or more with its currency."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.programme}: {self.recipient}"

    @property
    def recipient(self) -> str:
        """The name of the recipient, as the source gives it."""
        return self.project or self.place

    @property
    def town(self) -> str:
        """The town as the source gives it, else the city of the space."""
        return self.place or (self.space.city.display_name if self.space else "")

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Copy the name of the space, so that the award still has a recipient after the space is deleted."""
        if self.space and not self.project:
            self.project = self.space.name
        super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self.label and self.label.programme_id != self.programme_id:
            raise ValidationError({"label": _("This label belongs to another programme.")})
