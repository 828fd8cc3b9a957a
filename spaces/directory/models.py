"""Spaces, with their amenities, names and slugs."""

from typing import TYPE_CHECKING

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coworking.database.indexes import CoveringIndex
from coworking.fields.lines import LineField
from coworking.fields.partial_dates import PartialDateField
from coworking.fields.urls import HttpsURLField
from coworking.templating.icons import validate_icon
from coworking.templating.urls import with_slug
from spaces.directory import vocabulary
from spaces.directory.amenities import amenity_values_in
from spaces.directory.choices import Kind, Status
from spaces.directory.querysets import BEST_FIRST, BEST_IN_AREA_FIRST, LOWEST_TIER, SpaceQuerySet
from spaces.geography.models import City
from spaces.opening_hours.models import Schedule
from spaces.pricing.card_price import CardPrice, card_price
from spaces.pricing.models import Unit
from spaces.pricing.price_list import ConvertedQuote
from spaces.provenance.amenity_values import LONGEST_DETAIL, AmenityValue, with_detail

if TYPE_CHECKING:
    from spaces.photos.models import Photo


OWN_ORDER = 1000  # of what an operator adds: after what is shipped


class VocabularyEntry(models.Model):
    """Abstract base of amenities and kinds: what the operator changed of an entry, or added.

    What is empty is as the code ships it: see `spaces.directory.vocabulary`. `migrate` adds the shipped
    entries.
    """

    order = models.PositiveSmallIntegerField(_("order"), default=OWN_ORDER)
    icon = models.CharField(_("icon"), max_length=60, blank=True, validators=[validate_icon])
    names = models.JSONField(_("names"), default=dict, blank=True)
    other_names = models.TextField(_("other names"), blank=True)
    osm = models.TextField(_("tags of OpenStreetMap"), blank=True)
    is_retired = models.BooleanField(_("retired"), default=False)

    class Meta:
        abstract = True


class Amenity(VocabularyEntry):
    """An amenity that spaces may have."""

    key = models.SlugField(_("key"), max_length=40, primary_key=True)

    class Meta:
        verbose_name = _("amenity")
        verbose_name_plural = _("amenities")
        ordering = ["order", "key"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return vocabulary.amenity_label(self.key)


class SpaceKind(VocabularyEntry):
    """A kind of spaces."""

    key = models.SlugField(_("key"), max_length=20, primary_key=True)

    class Meta:
        verbose_name = _("kind of spaces")
        verbose_name_plural = _("kinds of spaces")
        ordering = ["order", "key"]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """Its name in the reader's language."""
        return vocabulary.kind_label(self.key)


class SpaceAmenity(models.Model):
    """What is known of an amenity of one space, perhaps with a detail. Without a row it is not known."""

    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="amenity_rows")
    amenity = models.ForeignKey(Amenity, models.PROTECT, related_name="space_rows")
    value = models.CharField(_("value"), max_length=7, choices=AmenityValue, default=AmenityValue.YES)
    detail = LineField(_("detail"), max_length=LONGEST_DETAIL, blank=True)

    class Meta:
        verbose_name = _("amenity of a space")
        verbose_name_plural = _("amenities of a space")
        constraints = [models.UniqueConstraint("space", "amenity", name="space_amenity_once")]

    def __str__(self) -> str:
        return str(self.amenity_id)

    @property
    def text(self) -> str:
        """The value and its detail, as statements have them."""
        return with_detail(self.value, self.detail)


SECTION_SIZE = 1000  # primary keys in a section of the sitemap
# The columns of covering indexes: a search reads its candidates from these alone.
POSITION = ("latitude", "longitude")
CANDIDATE_COLUMNS = (
    "is_published",
    "status",
    "kind",
    "facet_terms",
    "price_currency",
    "day_price",
    "month_price",
    "day_price_as_of",
    "month_price_as_of",
    "hours_as_of",
)
POSITION_AND_CANDIDATE_COLUMNS = (*POSITION, *CANDIDATE_COLUMNS)
ORDER_AND_CANDIDATE_COLUMNS = (*(name.removeprefix("-") for name in BEST_FIRST), *CANDIDATE_COLUMNS)


class Space(models.Model):
    """A place to work. Its columns have the current value of each fact; the sources are in `statements`."""

    name = LineField(_("name"), max_length=200)
    slug = models.SlugField(_("slug"), max_length=220, unique=True)
    kind = models.CharField(_("kind"), max_length=20, default=Kind.COWORKING)  # the key of a SpaceKind
    city = models.ForeignKey(City, models.PROTECT, related_name="spaces", verbose_name=_("city"))
    street = LineField(_("street and number"), max_length=250, blank=True)
    postcode = LineField(_("postcode"), max_length=20, blank=True)
    neighbourhood = LineField(_("neighbourhood"), max_length=120, blank=True)
    floor = LineField(_("floor"), max_length=40, blank=True)
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    website = HttpsURLField(_("web site"), max_length=500, blank=True)
    phone = LineField(_("telephone"), max_length=60, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    description = models.TextField(_("description"), blank=True)
    video_url = HttpsURLField(_("video"), max_length=500, blank=True)
    operator = LineField(_("operator"), max_length=150, blank=True)
    network = LineField(_("network"), max_length=150, blank=True)
    desks = models.PositiveIntegerField(_("desks"), null=True, blank=True)
    people = models.PositiveIntegerField(_("people"), null=True, blank=True)
    rooms = models.PositiveIntegerField(_("meeting rooms"), null=True, blank=True)
    area_m2 = models.PositiveIntegerField(_("area in m²"), null=True, blank=True)
    wifi_mbps = models.PositiveIntegerField(_("measured wifi, Mbit/s"), null=True, blank=True)

    opening_hours = models.CharField(
        _("opening hours"),
        max_length=500,
        blank=True,
        help_text=_("In OpenStreetMap's syntax, for example: Mo-Fr 08:30-18:00; PH off"),
    )
    schedule = models.ForeignKey(
        Schedule, models.SET_NULL, null=True, blank=True, editable=False, related_name="spaces"
    )

    status = models.CharField(_("life"), max_length=10, choices=Status, default=Status.OPEN)
    opened = PartialDateField(_("opened"))
    closed = PartialDateField(_("closed"))
    successor = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,  # few have one: the index below leaves the others out
        related_name="predecessors",
        verbose_name=_("successor"),
    )
    merged_into = models.ForeignKey(
        "self",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
    )
    is_published = models.BooleanField(_("published"), default=True)
    is_sample = models.BooleanField(_("sample, not a real place"), default=False)

    # Derived by spaces.search_index.derived_columns, never edited, so that lists and filters need no join.
    normalized_name = models.CharField(max_length=200, blank=True, editable=False, db_index=True)
    web_domain = models.CharField(max_length=120, blank=True, editable=False, db_index=True)
    phone_key = models.CharField(max_length=15, blank=True, editable=False, db_index=True)
    search_text = models.TextField(blank=True, editable=False)  # indexed by spaces.search_index.backends
    facet_terms = models.TextField(
        blank=True, editable=False
    )  # " k:cafe a:wifi ": see spaces.search_index.index_terms
    country_code = models.CharField(max_length=2, blank=True, editable=False)
    # The city whose area its city is in: a list of a city is one comparison.
    area = models.ForeignKey(
        City, models.PROTECT, null=True, editable=False, db_index=False, related_name="spaces_in_area"
    )
    is_outlying = models.BooleanField(default=False, editable=False)  # its city is in the area of another
    cell = models.IntegerField(null=True, editable=False)  # of spaces.geography.coordinates.grid
    rank_tier = models.PositiveSmallIntegerField(default=LOWEST_TIER, editable=False)
    day_price = models.DecimalField(max_digits=10, decimal_places=2, null=True, editable=False)
    month_price = models.DecimalField(max_digits=10, decimal_places=2, null=True, editable=False)
    # The dates of these two prices; "" if not known.
    day_price_as_of = PartialDateField(editable=False)
    month_price_as_of = PartialDateField(editable=False)
    price_currency = models.CharField(max_length=3, blank=True, editable=False)
    price_list = models.TextField(blank=True, default="", editable=False)  # see spaces.pricing.price_list
    confirmed_on = PartialDateField(editable=False)  # date of the newest fact, as precise as it is known
    hours_as_of = PartialDateField(editable=False)
    completeness = models.PositiveSmallIntegerField(default=0, editable=False)
    photo_count = models.PositiveSmallIntegerField(default=0, editable=False)
    # Updated by the app `reviews`, so that lists can show them and sort by them.
    recommendation_score = models.FloatField(default=0, editable=False)
    recommended_count = models.PositiveIntegerField(default=0, editable=False)
    recommendation_count = models.PositiveIntegerField(default=0, editable=False)

    created_at = models.DateTimeField(_("added"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    # Defaults of what only some queries set: a missing attribute costs a template more than a default.
    distance_km: float = None  # type: ignore[assignment]  # set by `with_distance()`
    usage_quote: ConvertedQuote | None = None  # set by `spaces.search.usage.add_usage_prices()`

    objects = SpaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("space")
        verbose_name_plural = _("spaces")
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude=None, longitude=None)
                | Q(latitude__range=(-90, 90), longitude__range=(-180, 180)),
                name="space_position_whole_and_in_range",
                violation_error_message=_("Give both latitude (-90 to 90) and longitude (-180 to 180)."),
            ),
            models.CheckConstraint(
                condition=~Q(successor=models.F("pk")),
                name="space_not_its_own_successor",
                violation_error_message=_("A space cannot be its own successor."),
            ),
        ]
        indexes = [
            models.Index(fields=["successor"], condition=Q(successor__isnull=False), name="space_successor"),
            # What spaces.search.candidates reads: lists need these four indexes and no table.
            CoveringIndex(
                fields=["area", *BEST_IN_AREA_FIRST],
                include=("city", *POSITION_AND_CANDIDATE_COLUMNS),
                name="space_best_in_area",
            ),
            CoveringIndex(
                fields=["country_code", *BEST_FIRST],
                include=POSITION_AND_CANDIDATE_COLUMNS,
                name="space_best_in_country",
            ),
            CoveringIndex(fields=list(BEST_FIRST), include=POSITION_AND_CANDIDATE_COLUMNS, name="space_best"),
            models.Index(fields=["country_code", "day_price", "day_price_as_of"], name="space_day_price"),
            models.Index(
                fields=["country_code", "month_price", "month_price_as_of"], name="space_month_price"
            ),
            models.Index(fields=["country_code", "normalized_name"], name="space_name_in_country"),
            models.Index(fields=["country_code", "-confirmed_on"], name="space_freshest_in_country"),
            models.Index(
                fields=["price_currency", "day_price", "day_price_as_of"], name="space_price_anywhere"
            ),
            CoveringIndex(
                fields=["cell", *POSITION], include=ORDER_AND_CANDIDATE_COLUMNS, name="space_position"
            ),
            models.Index(fields=["-created_at"], name="space_newest"),
            models.Index(fields=["-confirmed_on"], name="space_freshest"),
            models.Index(
                fields=["-confirmed_on", "-id"], condition=Q(is_sample=False), name="space_freshest_real"
            ),
            # Filters of the staff's admin.
            models.Index(fields=["kind", "-id"], name="space_kind"),
            models.Index(fields=["status", "-id"], name="space_status"),
            models.Index(fields=["-id"], condition=Q(is_published=False), name="space_unpublished"),
            models.Index(fields=["-id"], condition=Q(is_sample=True), name="space_sample"),
            # The sitemap's sections and the latest change of each.
            models.Index(
                models.F("id") / SECTION_SIZE,
                "updated_at",
                condition=Q(is_published=True, is_sample=False),
                name="space_section",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return with_slug("space", self.slug)

    def get_kind_display(self) -> str:
        """The name of its kind."""
        return vocabulary.kind_label(self.kind)

    @property
    def kind_icon(self) -> str:
        """The name of the Lucide icon of its kind."""
        return vocabulary.kind_icon(self.kind)

    def card_price(self, prefer: str = Unit.DAY) -> CardPrice | None:
        """Return the price for its card: per `prefer` ("day" or "month"), else in the other unit."""
        dates = self.day_price_as_of, self.month_price_as_of
        return card_price(self.day_price, self.month_price, self.price_currency, prefer, *dates)

    @property
    def status_tag(self) -> str:
        """The status to show beside its name; empty while it is open."""
        return "" if self.status == Status.OPEN else self.get_status_display()

    @property
    def card_amenities(self) -> list[str]:
        """The keys of the amenities that it is known to have."""
        return [term[2:] for term in self.facet_terms.split() if term.startswith("a:")]

    @property
    def amenity_values(self) -> dict[str, str]:
        """{amenity: value} of what is known, without a query, in the order of the vocabulary."""
        return amenity_values_in(self.facet_terms)

    @property
    def amenity_keys(self) -> list[str]:
        """The keys of the amenities that it has, without a query, in the same order."""
        return [key for key, value in self.amenity_values.items() if value == AmenityValue.YES]

    @property
    def cover(self) -> "Photo | None":
        """The first of its photos, which should be prefetched."""
        return next(iter(self.photos.all()), None) if self.photo_count else None

    @property
    def has_position(self) -> bool:
        return self.latitude is not None


class SpaceName(models.Model):
    """A former or alternative name of a space."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="names")
    name = LineField(_("name"), max_length=200)
    is_former = models.BooleanField(_("former name"), default=True)

    class Meta:
        verbose_name = _("other name")
        verbose_name_plural = _("other names")
        constraints = [models.UniqueConstraint("space", "name", name="space_name_unique")]

    def __str__(self) -> str:
        return self.name


class SpaceSlug(models.Model):
    """A former slug of a space; its URL redirects."""

    space = models.ForeignKey(Space, models.CASCADE, related_name="old_slugs")
    slug = models.SlugField(max_length=220, unique=True)

    def __str__(self) -> str:
        return self.slug
