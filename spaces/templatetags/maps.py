"""Maps in pages."""

import math
from collections.abc import Iterable
from typing import Any, Protocol

from django import template
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import intcomma
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coworking.templating.library import register as for_jinja
from coworking.templating.rendering import render_partial
from spaces.contributions.likely_duplicates import Candidate, Told
from spaces.directory.models import Space
from spaces.geography.bounds import Bounds
from spaces.geography.distances import KM_PER_DEGREE
from spaces.geography.models import City, Country
from spaces.maps.clusters import Cluster
from spaces.maps.drawing import ATLAS, ATLAS_SIZE, Frame, circles
from spaces.search.filters.fields import place_key

register = template.Library()

WIDE_DEGREES = 60  # beyond this the ground is the atlas of the world


class Placed(Protocol):
    """A space, or what stands for one."""

    name: str
    latitude: float | None
    longitude: float | None

    def get_absolute_url(self) -> str: ...


@register.simple_tag
def space_map(
    clusters: list[Cluster],
    bounds: Bounds | None,
    zoom: int = 1,
    filters_query: str = "",
    label: str = "",
    live: bool = True,
    place: City | Country | None = None,
) -> SafeString:
    """The clusters on a drawn map, which a script replaces by one that moves unless `live` is false.

    `place` is the page that the map stands on, where it is that of a city or a country.
    """
    return _map(
        clusters,
        bounds,
        label,
        live=live,
        zoom=zoom,
        query=filters_query,
        inside=place_key(place) if place else "",
    )


def point_map(space: Space, nearby: Iterable[Placed]) -> SafeString:
    """Where one space is, and those around it."""
    here = _spot(space)
    lat, lon = here.latitude, here.longitude
    bounds = Bounds(lat - 0.012, lon - 0.018, lat + 0.012, lon + 0.018)
    return _map([*map(_spot, nearby), here], bounds, space.name, zoom=15, pin=here, live=True)


@register.simple_tag
def spots_map(spaces: list[Space], here: tuple[float, float] | None = None) -> SafeString:
    """A small still map of a few spaces, and of a point that is no space yet; nothing without a position."""
    spots = [_spot(space) for space in spaces if space.has_position]
    pin = Cluster(*here, 1, _("here"), "#") if here else None
    every = [*spots, pin] if pin else spots
    if not every:
        return SafeString("")
    bounds = _around(every)
    middle = math.radians((bounds.south + bounds.north) / 2)
    wide = (bounds.east - bounds.west) * KM_PER_DEGREE * math.cos(middle)
    return _map(
        every,
        bounds,
        _("Map"),
        with_ground=False,
        zoom=15,
        pin=pin or every[0],
        wide=f"{wide * 1000:.0f} m" if wide < 2 else f"{intcomma(round(wide))} km",
    )


@register.simple_tag
def candidates_map(found: list[Candidate], told: Told) -> SafeString:
    """Where the spaces are that may be what somebody tells of, and where that is."""
    return spots_map([one.space for one in found], told.here if told else None)


def _around(spots: list[Cluster]) -> Bounds:
    """A box with some air around a few spots."""
    lats, lons = [spot.latitude for spot in spots], [spot.longitude for spot in spots]
    air = max(0.3 * (max(lats) - min(lats)), 0.3 * (max(lons) - min(lons)), 0.0015)
    return Bounds(min(lats) - air, min(lons) - air, max(lats) + air, max(lons) + air)


def _spot(space: Placed) -> Cluster:
    """One space that has a position."""
    assert space.latitude is not None
    assert space.longitude is not None
    return Cluster(space.latitude, space.longitude, 1, space.name, space.get_absolute_url())


def _map(
    clusters: list[Cluster], bounds: Bounds | None, label: str, with_ground: bool = True, **values: Any
) -> SafeString:
    if bounds is None:
        return SafeString("")
    is_world = bounds.width > WIDE_DEGREES
    frame = Frame(ATLAS, *ATLAS_SIZE) if is_world else Frame(bounds)
    drawing = {
        "is_world": is_world,
        "bounds": bounds,
        "label": label,
        "circles": circles(clusters, frame),
        "with_ground": with_ground,
        "width": frame.width,
        "height": frame.height,
        "tiles": settings.MAP_TILE_URL,
        "attribution": settings.MAP_TILE_ATTRIBUTION,
        "pin": None,
    }
    return render_partial("spaces/maps/_map.jinja", drawing | values)


for_jinja(space_map=space_map, point_map=point_map)
