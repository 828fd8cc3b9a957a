"""Form fields of the filters."""

from collections.abc import Callable, Collection
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from spaces.geography.coordinates.bounds import Bounds, BoundsError
from spaces.geography.models import City, Country
from spaces.geography.queries import city_by_slug


class TextField(forms.CharField):
    """Text of a reasonable length."""

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "")[:200]


class PointField(forms.CharField):
    """ "50.63,5.57" -> (50.63, 5.57)."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            latitude, longitude = (float(number) for number in text[:60].split(","))
        except ValueError:
            raise forms.ValidationError(_("Write a point as latitude,longitude: 50.63,5.57.")) from None
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise forms.ValidationError(_("That point is not on the globe."))
        return latitude, longitude


class BoundsField(forms.CharField):
    """ "50.6,5.5,50.7,5.6" (south, west, north, east) -> Bounds."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        try:
            return Bounds.parse(text[:120]) if text else None
        except BoundsError:
            message = _("Write a part of the map as south,west,north,east in degrees.")
            raise forms.ValidationError(message) from None


class PlaceField(forms.CharField):
    """ "be" -> a country, "be/liege" -> a city."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        code, _slash, slug = text[:220].partition("/")
        place: City | Country | None
        if slug:
            place = city_by_slug(code.upper()[:2], slug)
        else:
            place = Country.objects.filter(pk=code.upper()).first()
        if place is None:
            raise forms.ValidationError(_("This place is not known."))
        return place


def place_key(place: City | Country) -> str:
    """Return what `PlaceField` reads: "be/liege" or "be"."""
    if isinstance(place, City):
        return f"{place.country_id.lower()}/{place.slug}"
    return place.code.lower()


class KeysField(forms.MultipleChoiceField):
    """Some of the `keys`. Django's own field goes through all of its choices for each value that was sent."""

    def __init__(self, keys: Callable[[], Collection[str]], **kwargs: Any):
        super().__init__(**kwargs)
        self.keys = keys

    def valid_value(self, value: str) -> bool:
        return value in self.keys()
