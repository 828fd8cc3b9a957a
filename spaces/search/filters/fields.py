from collections.abc import Callable, Collection

from django import forms
from django.utils.translation import gettext_lazy as _

from spaces.geography.models import City, Country
from spaces.geography.queries import city_by_slug


class TextField(forms.CharField):
    """Words of a reasonable length; characters that no database keeps are dropped."""

    def to_python(self, value):
        return (super().to_python(value) or "").replace("\x00", "")[:200]


class DecimalField(forms.DecimalField):
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
            found = city_by_slug(code.upper()[:2], slug)
        else:
            found = Country.objects.filter(pk=code.upper()).first()
        if found is None:
            raise forms.ValidationError(_("This place is not known."))
        return found


class KeysField(forms.MultipleChoiceField):
    """Some of the `keys`. Django's own field goes through all its choices for each value that was sent."""

    def __init__(self, keys: Callable[[], Collection[str]]):
        super().__init__(required=False)
        self.keys = keys

    def valid_value(self, value: str) -> bool:
        return value in self.keys()


def place_key(place: City | Country) -> str:
    """ "be/liege" or "be": what `place=` takes."""
    if isinstance(place, City):
        return f"{place.country_id.lower()}/{place.slug}"
    return place.code.lower()
