"""The area that a complete file covers: countries, cities or boxes of degrees."""

from django.db.models import Q
from django.utils.translation import gettext as _

from spaces.geography.coordinates.bounds import Bounds, BoundsError
from spaces.geography.models import City, Country


class AreaError(ValueError):
    """The text is no area; the message says which part of it."""


def spaces_in(area: str) -> Q:
    """The condition on spaces in an area, such as "be fr/lyon" or "45.6,4.7,45.9,5.0"; "" is everywhere.

    Parts are separated by blanks: ISO codes of countries, cities as in their URLs, and boxes as "south,west,
    north,east" in degrees. Raises AreaError.
    """
    found = Q()
    for part in area.split():
        found |= _spaces_in_part(part)
    return found


def _spaces_in_part(part: str) -> Q:
    country, _slash, city = part.partition("/")
    if city:
        pk = City.objects.filter(country=country.upper(), slug=city).values_list("pk", flat=True).first()
        if pk is not None:
            return Q(city=pk)
    elif Country.objects.filter(code=part.upper()).exists():
        return Q(country_code=part.upper())
    else:
        try:
            return _spaces_within(Bounds.parse(part))
        except BoundsError:
            pass
    raise AreaError(_("“%(text)s” is no country, city or box of this site") % {"text": part[:60]})


def _spaces_within(box: Bounds) -> Q:
    """Spaces with a position in a box."""
    west_of, east_of = Q(longitude__lte=box.east), Q(longitude__gte=box.west)
    longitudes = east_of & west_of if box.west <= box.east else east_of | west_of
    return longitudes & Q(latitude__gte=box.south, latitude__lte=box.north)
