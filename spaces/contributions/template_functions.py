"""Functions that templates call for what members contribute."""

from django.utils.safestring import SafeString

from coworking.templating.library import template_function
from spaces.contributions.likely_duplicates import Candidate, PlaceDescription
from spaces.maps.template_functions import spots_map


@template_function
def candidates_map(candidates: list[Candidate], described: PlaceDescription | None) -> SafeString:
    """Draw the spaces that may be the described one, and where that one is."""
    return spots_map([candidate.space for candidate in candidates], described.position if described else None)
