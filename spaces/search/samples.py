"""Samples: invented places that show what a full entry looks like. No list has them before real places."""

from coworking.caching.memoize import memoize
from spaces.directory.models import Space

MOST = 1000  # more are generated data for measurements, which a list treats as real places


@memoize
def sample_pks() -> frozenset[int]:
    """Return the keys of all samples; none if there are too many."""
    samples = Space.objects.filter(is_sample=True).order_by("-pk")
    pks = list(samples.values_list("pk", flat=True)[: MOST + 1])
    return frozenset(pks) if len(pks) <= MOST else frozenset()
