"""Functions that templates call for maps."""

import math
from collections.abc import Callable, Iterable
from typing import NamedTuple, Protocol

from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coworking.templating.library import template_function
from coworking.templating.rendering import render_partial
from spaces.directory.models import Space
from spaces.geography.coordinates.bounds import Bounds
from spaces.geography.coordinates.distances import KM_PER_DEGREE
from spaces.geography.models import City, Country
from spaces.maps.clusters import Cluster, search_link, set_urls
from spaces.maps.drawing import ATLAS, ATLAS_HEIGHT, ATLAS_WIDTH, Frame, circles, grid_km
from spaces.search.filters.fields import place_key

WORLD_MAP_DEGREES = 60  # a wider map is drawn on the atlas of the world
RING_MAP_SIZE, KM_ON_RING_MAP = (400, 288), 100  # of the map of a space, in the drawing's units
RINGS = ((500, "500 m"), (1000, "1 km"))
MIN_MARGIN_DEGREES = 0.0015


class Located(Protocol):
    """A space, or a row with what a map needs of one."""

    @property
    def name(self) -> str: ...
    @property
    def latitude(self) -> float | None: ...
    @property
    def longitude(self) -> float | None: ...
    def get_absolute_url(self) -> str: ...


class Dot(NamedTuple):
    """A space near the one in the middle of a map, in the drawing's units from there."""

    space: Located
    x: float
    y: float


@template_function
def space_map(
    clusters: list[Cluster],
    bounds: Bounds | None,
    zoom: int = 1,
    filters_query: str = "",
    label: str = "",
    live: bool = True,
    place: City | Country | None = None,
    link: Callable[[list[str]], str] = search_link,
) -> SafeString:
    """Draw clusters on a map, which a script replaces by an interactive one unless `live` is false.

    `place` is the city or the country whose page it is; `link` returns the URL of its list in a box.
    """
    return _render_map(
        clusters,
        bounds,
        label,
        live=live,
        zoom=zoom,
        query=filters_query,
        inside=place_key(place) if place else "",
        link=link,
    )


@template_function
def neighbourhood_map(space: Space, nearby: Iterable[Located]) -> SafeString:
    """Draw a space, circles of 500 m and 1 km around it, and as dots the spaces nearby that fit on the map.

    A script replaces it by an interactive map.
    """
    dots = [(other, *_beside(space, other)) for other in nearby]
    across, up = RING_MAP_SIZE[0] / 2 / KM_ON_RING_MAP, RING_MAP_SIZE[1] / 2 / KM_ON_RING_MAP
    context = {
        "space": space,
        "dots": [
            Dot(other, round(x * KM_ON_RING_MAP, 1), round(-y * KM_ON_RING_MAP, 1))
            for other, x, y in dots
            if abs(x) < across and abs(y) < up
        ],
        "size": RING_MAP_SIZE,
        "rings": [(metres, label, metres * KM_ON_RING_MAP // 1000) for metres, label in RINGS],
        "tiles": settings.MAP_TILE_URL,
        "attribution": settings.MAP_TILE_ATTRIBUTION,
    }
    return render_partial("spaces/maps/_neighbourhood_map.jinja", context)


def _beside(here: Located, other: Located) -> tuple[float, float]:
    """Return how many km the other lies to the east and to the north; both have positions."""
    assert here.latitude is not None
    assert here.longitude is not None
    assert other.latitude is not None
    assert other.longitude is not None
    east = (other.longitude - here.longitude + 180) % 360 - 180
    km_per_degree_east = KM_PER_DEGREE * math.cos(math.radians(here.latitude))
    return east * km_per_degree_east, (other.latitude - here.latitude) * KM_PER_DEGREE


@template_function
def spots_map(spaces: list[Space], here: tuple[float, float] | None = None) -> SafeString:
    """Draw a small static map of a few spaces, and of a point that is no space yet.

    Returns nothing where no position is known.
    """
    spots = [_spot(space) for space in spaces if space.has_position]
    pin = Cluster(*here, 1, _("here"), "#") if here else None
    shown = [*spots, pin] if pin else spots
    if not shown:
        return SafeString("")
    bounds = _bounds_around(shown)
    middle = math.radians((bounds.south + bounds.north) / 2)
    width_km = (bounds.east - bounds.west) * KM_PER_DEGREE * math.cos(middle)
    return _render_map(
        shown,
        bounds,
        _("Map"),
        with_ground=False,
        zoom=15,
        pin=pin or shown[0],
        wide=f"{width_km * 1000:.0f} m" if width_km < 2 else f"{intcomma(round(width_km))} km",
    )


def _bounds_around(spots: list[Cluster]) -> Bounds:
    """Return a box around a few spots, with a margin."""
    latitudes, longitudes = [spot.latitude for spot in spots], [spot.longitude for spot in spots]
    heights, widths = max(latitudes) - min(latitudes), max(longitudes) - min(longitudes)
    margin = max(0.3 * heights, 0.3 * widths, MIN_MARGIN_DEGREES)
    return Bounds(
        min(latitudes) - margin, min(longitudes) - margin, max(latitudes) + margin, max(longitudes) + margin
    )


def _spot(space: Located) -> Cluster:
    """Return a space that has a position as a cluster of one."""
    assert space.latitude is not None
    assert space.longitude is not None
    return Cluster(space.latitude, space.longitude, 1, space.name, space.get_absolute_url())


def _render_map(
    clusters: list[Cluster],
    bounds: Bounds | None,
    label: str,
    *,
    zoom: int,
    live: bool = False,
    with_ground: bool = True,
    pin: Cluster | None = None,
    query: str = "",
    inside: str = "",
    wide: str = "",
    link: Callable[[list[str]], str] = search_link,
) -> SafeString:
    """Draw clusters within bounds, with a `pin`, or with an address from which a script loads clusters."""
    if bounds is None:
        return SafeString("")
    is_world = bounds.width > WORLD_MAP_DEGREES
    frame = Frame(ATLAS, ATLAS_WIDTH, ATLAS_HEIGHT) if is_world else Frame(bounds)
    drawn = circles(clusters, frame)
    set_urls((circle.cluster for circle in drawn), link)
    context = {
        "is_world": is_world,
        "bounds": bounds,
        "label": label,
        "circles": [(*circle.in_percent(frame), circle.r, circle.cluster) for circle in drawn],
        "area_url": link(["south,west,north,east"]),
        "grid_km": number_format(grid_km(bounds)),
        "with_ground": with_ground,
        "width": frame.width,
        "height": frame.height,
        "tiles": settings.MAP_TILE_URL,
        "attribution": settings.MAP_TILE_ATTRIBUTION,
        "zoom": zoom,
        "live": live,
        "pin": pin,
        "query": query,
        "inside": inside,
        "wide": wide,
    }
    return render_partial("spaces/maps/_map.jinja", context)
