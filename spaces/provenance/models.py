"""Sources, and the statements that they make: who states a fact, as of when, and under which licence."""

import copy
from typing import Self

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coworking.fields.json_text import TypedJSONField
from coworking.fields.lines import LineField
from coworking.fields.partial_dates import PartialDateField
from coworking.fields.urls import HttpsURLField
from spaces.provenance.querysets import VISITORS_PREFIX, SourceQuerySet, StatementQuerySet


class Basis(models.TextChoices):
    """How the date of a fact is known."""

    PRINTED = "printed", _("printed at the source")
    DATASET = "dataset", _("date of the data set")
    INFERRED = "inferred", _("inferred from the text")
    NOT_BEFORE = "not_before", _("undated; not before this date")
    CONFIRMED = "confirmed", _("confirmed by the manager")
    REPORTED = "reported", _("told by a member")
    ANSWERED = "answered", _("answered on this page, without an account")
    LISTED = "listed", _("in the data on that day; last check unknown")
    GONE = "gone", _("no longer in the source")
    PLACED = "placed", _("placed by address")
    UNKNOWN = "unknown", _("date not known")


UNCHECKED = (Basis.LISTED, Basis.GONE, Basis.PLACED)  # of facts that nobody is known to have checked


# Names that the site itself gives to sources: {name in the database: name shown to the reader}.
SITE_SOURCE_NAMES = {
    "The manager of the space": _("The manager of the space"),
    "The staff of this site": _("The staff of this site"),
    "A member": _("A member"),
    "Visitors": _("Visitors"),
}


def visitors_label(count: int) -> str:
    """Return "a visitor" or "2 visitors" in the reader's language."""
    return ngettext("a visitor", "%(count)s visitors", count) % {"count": count}


class Source(models.Model):
    """A data set, a web page or a person that states facts."""

    key = models.CharField(_("key"), max_length=400, unique=True)
    name = LineField(_("name"), max_length=300, db_index=True)
    url = HttpsURLField(_("URL"), max_length=1000, blank=True)
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    attribution = models.CharField(_("attribution"), max_length=300, blank=True)
    note = models.TextField(
        _("note"),
        blank=True,
        help_text=_("What it is, for its page. Searches read it where they find no place."),
    )
    # {column of ours: the heading of its files' column, or "" for none}, as a person mapped them
    mapping = TypedJSONField(_("mapping of columns"), default=dict, blank=True)
    area = models.CharField(
        _("area"),
        max_length=300,
        blank=True,
        help_text=_(
            "What a complete file of it covers: countries, cities or a box, such as “be fr/lyon” or "
            "“45.6,4.7,45.9,5.0” (south, west, north, east). Empty: everything that it brought."
        ),
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        return reverse("source", args=[self.pk])

    @property
    def display_name(self) -> str:
        """The name of the source, translated if the site gave it."""
        count = self.key.removeprefix(VISITORS_PREFIX)
        if count != self.key and count.isdecimal():
            return visitors_label(int(count))
        return str(SITE_SOURCE_NAMES.get(self.name, self.name))


class Sourced(models.Model):
    """Abstract base of rows that state something: each has a source and a date."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("source"))
    as_of = PartialDateField(_("as of"))
    as_of_basis = models.CharField(
        _("how the date is known"), max_length=12, choices=Basis, default=Basis.UNKNOWN
    )

    class Meta:
        abstract = True


class FactStatement(Sourced):
    """Abstract base of statements: the facts that one source gives of one thing, as {name: value}."""

    facts = TypedJSONField(_("facts"), default=dict)

    class Meta:
        abstract = True

    def dated_for(self, fact: str) -> Self:
        """Return the statement with the date that it gives for one of its facts."""
        return self


class Statement(FactStatement):
    """Everything that one record of a source states of one space, as of one date.

    Facts are: name, kind, street, postcode, city, latitude, longitude, website, phone, email, description,
    opening_hours (text), amenities ({key: value}, see `amenity_values`), capacity (object), operator ... When
    the source changes the record, a new statement replaces this one, which stays with the time in
    `replaced_at`.

    `fact_dates` are {fact: the day on which somebody checked it} of those that were checked on a day of their
    own, "" where that is not known; an amenity is "amenity:wifi" there.

    A statement of the basis "placed" is the answer of a geocoder: see `spaces.directory.placed_positions`.

    A statement of the basis "gone" repeats what the source stated before the record disappeared from it, and
    `missing_since` is the date of the first complete file without the record, "" where that is not known.
    """

    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="statements")
    ref = models.CharField(_("id in the source"), max_length=200)
    url = HttpsURLField(_("URL"), max_length=1000, blank=True)
    fact_dates = TypedJSONField(_("dates of single facts"), default=dict, blank=True)
    run = models.ForeignKey(
        "spaces.ImportRun",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="statements",
        verbose_name=_("import"),
    )
    missing_since = PartialDateField(_("no longer in the source since"))
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    replaced_at = models.DateTimeField(_("replaced"), null=True, blank=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = [
            models.UniqueConstraint(
                "source", "ref", condition=Q(replaced_at=None), name="statement_current_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.source_id}: {self.ref}"

    def dated_for(self, fact: str) -> Self:
        """Return the statement with the date that it gives for one of its facts: itself, or a copy."""
        if fact not in self.fact_dates:
            return self
        dated = copy.copy(self)
        dated.as_of = self.fact_dates[fact]
        if self.as_of_basis != Basis.GONE:
            dated.as_of_basis = Basis.PRINTED if dated.as_of else Basis.UNKNOWN
        return dated
