"""Functions that templates call for the source and the freshness of a fact."""

from coworking.templating.library import memoized_template_function, template_function
from spaces.provenance.freshness import FRESHNESS_LEVELS, Freshness, freshness
from spaces.provenance.models import Basis


@memoized_template_function
def basis_label(basis: str) -> str:
    """Return how the date of a fact is known."""
    return str(Basis(basis).label)


@memoized_template_function
def freshness_label(key: str) -> str:
    """Return the name of a level of freshness."""
    return str(next(level.label for level in FRESHNESS_LEVELS if level.key == key))


@template_function
def freshness_of(as_of: str) -> Freshness:
    """Return how fresh a fact of that partial date is, by the limit of most facts."""
    return freshness(as_of, "")
