"""Compare up to four spaces: which ones a URL names, and where they differ."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.urls import reverse

from spaces.directory.models import Amenity, Space, SpaceAmenity, SpaceSlug
from spaces.directory.querysets import SpaceQuerySet
from spaces.pricing.models import Plan
from spaces.provenance.models import Source, Statement

MAX_SPACES = 4
MAX_SLUGS = 20
MAX_OTHERS = 8


@dataclass(frozen=True)
class Selection:
    """The spaces that a URL names, in its order; its unknown slugs; and how many spaces are too many."""

    spaces: list[Space]
    unknown: list[str]
    left_out: int


@dataclass(frozen=True)
class AmenityRow:
    """What is known of an amenity in each of the spaces: the row of its value, or None."""

    amenity: Amenity
    cells: list[SpaceAmenity | None]

    @property
    def differs(self) -> bool:
        """Whether the known values differ. What is not known is no difference."""
        return len({cell.value for cell in self.cells if cell}) > 1


def select_spaces(slugs: Iterable[str], found: SpaceQuerySet) -> Selection:
    """Return the spaces of `found` with these slugs, current or former ones, each space once."""
    requested = list(dict.fromkeys(slug[:220] for slug in slugs if slug))[:MAX_SLUGS]
    old = SpaceSlug.objects.filter(slug__in=requested).values_list("slug", "space__slug")
    current = dict(old)
    wanted = list(dict.fromkeys(current.get(slug, slug) for slug in requested))
    rows = {space.slug: space for space in prefetch_facts(found.filter(slug__in=wanted))}
    spaces = [rows[slug] for slug in wanted if slug in rows]
    unknown = [slug for slug in wanted if slug not in rows]
    return Selection(spaces[:MAX_SPACES], unknown, max(0, len(spaces) - MAX_SPACES))


def prefetch_facts(found: SpaceQuerySet) -> SpaceQuerySet:
    """Fetch everything that the comparison shows, in a bounded number of queries."""
    statements = Statement.objects.current().select_related("source")
    plans = Plan.objects.filter(is_current=True).select_related("source")
    return found.select_related("city__country", "schedule").prefetch_related(
        Prefetch("amenity_rows", SpaceAmenity.objects.select_related("amenity")),
        Prefetch("statements", statements),
        Prefetch("plans", plans),
    )


def amenity_rows(spaces: Sequence[Space]) -> list[AmenityRow]:
    """Return a row for each amenity of which something is known, in the order of `AMENITIES`."""
    known = [{row.amenity: row for row in space.amenity_rows.all()} for space in spaces]
    amenities = sorted({amenity for cells in known for amenity in cells}, key=lambda one: (one.order, one.pk))
    return [AmenityRow(amenity, [cells.get(amenity) for cells in known]) for amenity in amenities]


def newest_sources(space: Space) -> list[tuple[Source, str]]:
    """Return the sources of a space, each with the date of its newest fact; newest first."""
    newest: dict[Source, str] = {}
    for row in (*space.statements.all(), *space.plans.all()):
        newest[row.source] = max(newest.get(row.source, ""), row.as_of)
    return sorted(newest.items(), key=lambda pair: (pair[1], pair[0].name), reverse=True)


def other_spaces(spaces: Sequence[Space]) -> list[Space]:
    """Return spaces of the same city that can be added; none if the table is full."""
    if not spaces or len(spaces) >= MAX_SPACES:
        return []
    found = Space.objects.in_search().in_city(spaces[0].city).exclude(pk__in=[space.pk for space in spaces])
    return list(found.order_by("-recommendation_score", "-completeness", "name", "pk")[:MAX_OTHERS])


def compare_url(slugs: Iterable[str], parameters: dict[str, str]) -> str:
    """Return the URL of the comparison of these spaces, with other query parameters."""
    pairs = [("space", slug) for slug in slugs] + list(parameters.items())
    return f"{reverse('compare')}?{urlencode(pairs)}" if pairs else reverse("compare")
