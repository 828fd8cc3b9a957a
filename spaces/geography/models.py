"""Countries and cities, with every name that people may type for a city."""

from collections.abc import Mapping
from functools import cache

from babel import Locale
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, override, to_locale
from django.utils.translation import gettext_lazy as _

from coworking.database.lookups import FirstTwoCharacters
from coworking.fields.currencies import CurrencyField
from coworking.fields.lines import LineField
from coworking.templating.urls import fixed, with_slug
from spaces.geography.cities import names as city_names
from spaces.geography.cities.areas import Place
from spaces.geography.querysets import CityQuerySet


class Country(models.Model):
    code = models.CharField(_("ISO 3166-1 code"), max_length=2, primary_key=True)
    currency = CurrencyField(_("ISO 4217 currency"), blank=True)

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return fixed("country", self.code.lower())

    @property
    def name(self) -> str:
        """The country's name in the reader's language (Unicode CLDR)."""
        return country_name(self.code, get_language() or "en")


def country_name(code: str, language: str) -> str:
    """Return the name of a country in a language; the code itself when it is not known."""
    return _territories(language).get(code, code)


@cache
def _territories(language: str) -> Mapping[str, str]:
    return Locale.parse(to_locale(language), sep="_").territories


class City(models.Model):
    """A city of the gazetteer, or a village that was created for a space (`geonameid` is empty)."""

    country = models.ForeignKey(Country, models.PROTECT, related_name="cities", verbose_name=_("country"))
    name = LineField(_("name"), max_length=200)
    slug = models.SlugField(_("slug"), max_length=200)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    timezone = models.CharField(_("time zone"), max_length=40, default="UTC")
    population = models.PositiveIntegerField(_("population"), default=0)
    region = LineField(
        _("first-level region"), max_length=20, blank=True, default=""
    )  # GeoNames' code: "MA", "WAL", "07"
    geonameid = models.PositiveIntegerField(_("GeoNames id"), null=True, blank=True, unique=True)
    area_of = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,  # most are in none: the index below leaves them out
        related_name="area",
        verbose_name=_("in the area of"),
        help_text=_("The larger city whose page lists its spaces, too."),
    )
    area_is_set = models.BooleanField(
        _("area chosen by the staff"),
        default=False,
        help_text=_("Otherwise it is computed from distance and population whenever cities are loaded."),
    )
    # Of what its page lists: of its whole area, unless it is itself in the area of another.
    space_count = models.PositiveIntegerField(_("published spaces"), default=0, editable=False, db_index=True)

    objects = CityQuerySet.as_manager()

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        constraints = [
            models.UniqueConstraint(
                "country",
                "slug",
                name="city_slug_unique_in_country",
                violation_error_message=_("Another city of this country has this address."),
            ),
            models.CheckConstraint(
                condition=~Q(area_of=F("pk")),
                name="city_not_in_its_own_area",
                violation_error_message=_("Choose another city of the same country."),
            ),
        ]
        indexes = [
            models.Index(fields=["latitude", "longitude"], name="city_position"),
            models.Index(fields=["area_of"], condition=Q(area_of__isnull=False), name="city_area"),
            # The spaces of each country are summed up from it alone, after every batch of an import.
            models.Index(
                fields=["country", "space_count"],
                condition=Q(area_of__isnull=True, space_count__gt=0),
                name="city_counts",
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def get_absolute_url(self) -> str:
        return city_url(self.country_id, self.slug, self.name)

    def clean(self) -> None:
        head = self.area_of
        if head is None:
            return
        if head.pk == self.pk or head.country_id != self.country_id:
            raise ValidationError({"area_of": _("Choose another city of the same country.")})
        if head.area_of:
            message = _("%(city)s is itself in the area of %(head)s.")
            names = {"city": head.display_name, "head": head.area_of.display_name}
            raise ValidationError({"area_of": message % names})

    @property
    def as_place(self) -> Place:
        """What its area is computed from."""
        position = (self.latitude, self.longitude)
        set_by_staff = (self.area_is_set, self.area_of_id)
        return Place(self.pk or 0, self.country_id, *position, self.population, *set_by_staff)

    @property
    def area_id(self) -> int:
        """The key of the city whose area it is in: its own if it is in no other's."""
        return self.area_of_id or self.pk

    @property
    def is_part_of_area(self) -> bool:
        """Whether it is a part of the city whose area it is in, and not just near it."""
        head = self.area_of
        return head is not None and (self.area_is_set or (self.region != "" and self.region == head.region))

    def paths_by_language(self) -> dict[str, str]:
        """Return the URL of its page in each language; empty if they differ in the language alone."""
        languages = [code for code, _language in settings.LANGUAGES]
        slugs = {city_names.city_slug(self.slug, self.name, self.country_id, code) for code in languages}
        found = {}
        for code in languages if len(slugs) > 1 else ():
            with override(code):
                found[code] = self.get_absolute_url()
        return found

    @property
    def display_name(self) -> str:
        """The city's name in the reader's language."""
        return city_names.city_display_name(self.name, self.country_id, get_language() or "en")


def city_url(country_code: str, slug: str, name: str) -> str:
    """Return the URL of a city's page in the active language, from its own slug and name."""
    localized = city_names.city_slug(slug, name, country_code, get_language() or "en")
    return with_slug("city", country_code.lower(), localized)


class CityName(models.Model):
    """One of a city's names, normalized for look-up ("Luik" and "Lüttich" find Liège)."""

    city = models.ForeignKey(City, models.CASCADE, related_name="names", verbose_name=_("city"))
    name = LineField(_("name"), max_length=200)
    normalized_name = models.CharField(_("normalized name"), max_length=200, db_index=True)
    is_main = models.BooleanField(_("is the city's own name"), default=False)
    # The order in which names are suggested: by the city's spaces, then by its population.
    weight = models.BigIntegerField(default=0, editable=False, db_index=True)

    class Meta:
        verbose_name = _("name of a city")
        verbose_name_plural = _("names of cities")
        constraints = [models.UniqueConstraint("city", "normalized_name", name="city_name_unique")]
        # Thousands of names begin with the same two characters: this index has the heaviest first.
        indexes = [
            models.Index(
                FirstTwoCharacters("normalized_name"), F("weight").desc(), name="city_name_two_letters"
            )
        ]

    def __str__(self) -> str:
        return self.name


class CitySlug(models.Model):
    """A former slug of a city; its URL redirects."""

    city = models.ForeignKey(City, models.CASCADE, related_name="old_slugs")
    country = models.ForeignKey(Country, models.CASCADE, related_name="+")
    slug = models.SlugField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint("country", "slug", name="old_city_slug_unique")]

    def __str__(self) -> str:
        return self.slug
