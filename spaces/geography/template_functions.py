"""Functions that templates call for names of cities and for distances."""

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coworking.templating.library import memoized_template_function
from spaces.geography.cities.names import city_display_name

WALKABLE_KM = 2
# 80 metres a minute to a stop: Transport for London, "Assessing transport connectivity in London" (2015).
WALKING_KM_PER_HOUR = 4.8


@memoized_template_function
def city_name(name: str, country_code: str) -> str:
    """Return the name of a city in the active language."""
    return city_display_name(name, country_code, get_language() or "en")


@memoized_template_function
def distance(km: float) -> str:
    """Return how far something is: in minutes on foot below two kilometres."""
    if km < WALKABLE_KM:
        return _("%(minutes)s min on foot") % {"minutes": max(1, round(km * 60 / WALKING_KM_PER_HOUR))}
    return _("%(km)s km") % {"km": number_format(km, 1)}
