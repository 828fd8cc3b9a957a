"""The home page and the page about the site's data."""

from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coworking.caching.memoize import memoize
from coworking.templating.rendering import render_page
from coworking.templating.urls import fixed
from spaces.directory.models import Space
from spaces.directory.querysets import SpaceQuerySet
from spaces.geography.queries import largest_countries_and_cities
from spaces.maps.city_tiles import city_tiles
from spaces.maps.search_map import map_of_most
from spaces.provenance.models import Source, Statement
from spaces.search.engine import Search
from spaces.search.query_parser.parser import parse
from spaces.search.results import cards

CANDIDATES = 200
MAX_SHOWN = 5
COUNTRIES, TILES, MORE_CITIES = 24, 8, 16
# Collections: kinds, then amenities, each with an icon.
COLLECTED = (
    ("kind", "coworking", "armchair"),
    ("kind", "cafe", "coffee"),
    ("kind", "library", "book-open"),
    ("kind", "fablab", "wrench"),
    ("amenity", "access_24_7", "clock"),
    ("amenity", "meeting_rooms", "users"),
    ("amenity", "wifi", "wifi"),
)


class Collection(NamedTuple):
    """Spaces of all cities that have something in common; more than `number` if `is_more`."""

    title: str
    icon: str
    number: int
    is_more: bool
    url: str


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show a search box, a map, cities and countries with spaces, collections, and the freshest spaces."""
    everything = Search(parse(QueryDict()).criteria)
    bounds, zoom, clusters = map_of_most(everything)
    real = Space.objects.in_search().filter(is_sample=False, confirmed_on__gt="")
    countries, largest = largest_countries_and_cities(COUNTRIES, TILES + MORE_CITIES)
    context = {
        "countries": countries,
        "tiles": city_tiles(largest[:TILES]),
        "cities": largest,
        "more_cities": largest[TILES:],
        "collections": list(_collections(everything)) if everything.count else [],
        "space_count": everything.count,
        "may_add": request.user.has_perms(["spaces.add_space", "spaces.change_space"]),
        "freshest": pick_varied(real.order_by("-confirmed_on", "-pk")),
        "clusters": clusters,
        "mapped_count": sum(cluster.count for cluster in clusters),
        "bounds": bounds,
        "zoom": zoom,
    }
    return render_page(request, "spaces/pages/home.jinja", context)


def _collections(everything: Search) -> Iterator[Collection]:
    """Yield the collections that are not empty. The lists that they open have as many spaces."""
    titles = {
        "coworking": _("Coworking spaces"),
        "cafe": _("Cafés to work from"),
        "library": _("Libraries"),
        "fablab": _("Fablabs and workshops"),
        "access_24_7": _("Open 24/7"),
        "meeting_rooms": _("With meeting rooms"),
        "wifi": _("With wifi"),
    }
    counts = {
        (facet, option.value): option for facet in ("kind", "amenity") for option in everything.facets[facet]
    }
    for facet, key, icon in COLLECTED:
        option = counts.get((facet, key))
        if option and option.count:
            url = f"{fixed('search')}?{facet}={key}"
            yield Collection(titles[key], icon, option.count, option.is_more, url)
    free = _count_free()
    if free:
        yield Collection(_("Free of charge"), "banknote", free, False, f"{fixed('search')}?price_max=0")


@memoize
def _count_free() -> int:
    return Search(parse(QueryDict("price_max=0")).criteria).count


def pick_varied(spaces: SpaceQuerySet) -> list[Space]:
    """Return some of the first spaces, from different cities if possible, so that no city fills the page."""
    seen: Counter[int] = Counter()
    rounds = []
    for position, (pk, city) in enumerate(spaces.values_list("pk", "city_id")[:CANDIDATES]):
        rounds.append((seen[city], position, pk))
        seen[city] += 1
    chosen = [pk for _round, _position, pk in sorted(rounds)[:MAX_SHOWN]]
    return cards(chosen)


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """List the data sets by licence and attribution, and explain the marks of freshness."""
    licensed = Source.objects.with_page().exclude(licence="").values("licence", "attribution")
    rows = licensed.annotate(count=Count("pk"), pk=Min("pk"), name=Min("name"), url=Min("url"))
    context = {
        "data_sets": rows.order_by("name")[:100],
        "source_count": Source.objects.count(),
        "statement_count": Statement.objects.current().count(),
    }
    return render_page(request, "spaces/pages/about.jinja", context)
