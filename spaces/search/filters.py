"""The filters of a list, read from the address with django-filter.

A mistaken value leaves its message beside the field, and the filter is left out.
"""

import datetime as dt
from decimal import Decimal

import django_filters as df
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from spaces.models import Amenity, City, Country, Kind, Space
from spaces.querysets import SpaceQuerySet
from spaces.search import labels
from spaces.search.tokens import trait
from spaces.search.usage import UsageFields

RADIUS_KM = 10.0
LARGEST_RADIUS_KM = 200.0


class CleanText(forms.CharField):
    """Words of a reasonable length; characters that no database keeps are dropped."""

    def to_python(self, value):
        return (super().to_python(value) or "").replace("\x00", "")[:200]


class DecimalWithComma(forms.DecimalField):
    def to_python(self, value):
        return super().to_python(str(value).strip().replace(",", ".") if value else value)


class PointField(forms.CharField):
    """ "50.63,5.57" -> (50.63, 5.57)."""

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return None
        try:
            latitude, longitude = (float(part) for part in text[:60].split(","))
        except ValueError:
            raise forms.ValidationError(_("Write a point as latitude,longitude: 50.63,5.57.")) from None
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise forms.ValidationError(_("That point is not on the globe."))
        return latitude, longitude


class PlaceField(forms.CharField):
    """ "be" -> a country, "be/liege" -> a city."""

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return None
        code, _slash, slug = text[:220].replace("\x00", "").partition("/")
        found: City | Country | None
        if slug:
            cities = City.objects.select_related("country")
            found = cities.filter(country=code.upper()[:2], slug=slug).first()
        else:
            found = Country.objects.filter(pk=code.upper()).first()
        if found is None:
            raise forms.ValidationError(_("This place is not known."))
        return found


class FilterForm(UsageFields):
    """The fields that django-filter fills, and the rules between them."""

    q = CleanText(required=False)
    place = PlaceField(required=False)
    kind = forms.MultipleChoiceField(choices=Kind.choices, required=False)
    amenity = forms.MultipleChoiceField(required=False)
    label = forms.MultipleChoiceField(required=False)
    price_max = DecimalWithComma(required=False, min_value=0, max_digits=10, decimal_places=2)
    price_per = forms.ChoiceField(choices=[("day", _("a day")), ("month", _("a month"))], required=False)
    currency = forms.RegexField(r"\A[A-Z]{3}\Z", required=False)
    open = forms.ChoiceField(choices=[("now", _("now")), ("at", _("at"))], required=False)
    at = forms.DateTimeField(required=False, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"])
    photos = forms.BooleanField(required=False)
    confirmed = forms.IntegerField(required=False, min_value=1, max_value=600)
    closed = forms.BooleanField(required=False)
    near = PointField(required=False)
    radius = DecimalWithComma(required=False, min_value=Decimal("0.05"), max_value=LARGEST_RADIUS_KM)
    sort = forms.ChoiceField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.amenities = list(Amenity.objects.all())
        self._choose("amenity", [(amenity.key, amenity.label) for amenity in self.amenities])
        self.label_choices = labels.choices()
        self._choose("label", self.label_choices)
        self._choose("sort", SORTS)

    def _choose(self, name: str, choices: list) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self):
        values = super().clean() or {}
        if values.get("open") == "at" and not values.get("at") and "at" not in self.errors:
            self.add_error("at", _("Say which day and time."))
        return values


SORTS = [
    ("relevance", _("relevance")),
    ("recommended", _("recommended")),
    ("price", _("price")),
    ("usage", _("price for my usage")),
    ("freshness", _("freshness")),
    ("name", _("name")),
    ("distance", _("distance")),
]


class SpaceFilter(df.FilterSet):
    """Filters that only need columns of the space; what needs the place stands in the engine."""

    kind = df.MultipleChoiceFilter(choices=Kind.choices)
    amenity = df.CharFilter(method="having_all")
    label = df.CharFilter(method="labelled_by_any")
    photos = df.BooleanFilter(field_name="photo_count", lookup_expr="gt")
    confirmed = df.NumberFilter(method="known_within_months")

    class Meta:
        model = Space
        fields: list[str] = []

    def having_all(self, queryset: SpaceQuerySet, name: str, keys: list[str]) -> SpaceQuerySet:
        """Spaces with every one of the amenities."""
        for key in keys:
            queryset = queryset.filter(traits__contains=f" {trait('amenity', key)} ")
        return queryset

    def labelled_by_any(self, queryset: SpaceQuerySet, name: str, slugs: list[str]) -> SpaceQuerySet:
        return labels.labelled(queryset, slugs)

    def known_within_months(self, queryset: SpaceQuerySet, name: str, months: int) -> SpaceQuerySet:
        """Spaces with a fact at most that many months old; a fact dated by its year alone must be newer."""
        since = timezone.localdate() - dt.timedelta(days=round(int(months) * 30.44))
        return queryset.filter(confirmed_on__gte=since.isoformat())

    def narrow(self, queryset: SpaceQuerySet, values: dict, leave_out: str = "") -> SpaceQuerySet:
        """Apply every filter that has a value, one apart: its own options are counted without it."""
        for name, filter_ in self.filters.items():
            value = values.get(name)
            if value and name != leave_out:
                queryset = filter_.filter(queryset, 0 if name == "photos" else value)
        return queryset


def cheaper_than(queryset: SpaceQuerySet, amount: Decimal, per: str, currency: str) -> SpaceQuerySet:
    """Spaces with a known price of at most `amount`, in that currency only."""
    return queryset.filter(price_currency=currency, **{f"{per}_price__lte": amount})
