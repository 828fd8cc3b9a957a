"""Functions that templates call for names of cities and for distances."""

from django.utils.formats import number_format
from django.utils.translation import get_language

from coworking.templating.library import memoized_template_function
from spaces.geography.city_names import city_display_name


@memoized_template_function
def city_name(name: str, country_code: str) -> str:
    """Return the name of a city in the active language."""
    return city_display_name(name, country_code, get_language() or "en")


@memoized_template_function
def km(distance: float) -> str:
    """Format kilometres with one decimal for the active language."""
    return number_format(distance, 1)
