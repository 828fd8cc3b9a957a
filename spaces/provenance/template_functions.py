"""Functions that templates call for the source and the freshness of a fact."""

from coworking.templating.library import memoized_template_function, template_function
from spaces.provenance import freshness
from spaces.provenance.amenity_values import AmenityValue
from spaces.provenance.models import Basis


@memoized_template_function
def basis_label(basis: str) -> str:
    """Return how the date of a fact is known."""
    return str(Basis(basis).label)


@memoized_template_function
def amenity_value_label(value: str) -> str:
    """Return "yes", "limited" or "no" in the reader's language."""
    return str(AmenityValue(value).label)


@memoized_template_function
def freshness_label(key: str) -> str:
    """Return the name of a level of freshness."""
    return str(next(level.label for level in freshness.FRESHNESS_LEVELS if level.key == key))


@template_function
def stale_before(fact: str) -> str:
    """Return the ISO day before which all dates of the fact named `fact` are stale."""
    return freshness.stale_before(fact)


@template_function
def freshness_of(as_of: str) -> freshness.Freshness:
    """Return how fresh a fact of that partial date is, by the limit of most facts."""
    return freshness.freshness(as_of, "")
