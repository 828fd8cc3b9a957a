"""Maps in pages."""

from django import template
from django.conf import settings

from spaces.maps.bounds import Bounds
from spaces.maps.clusters import Cluster
from spaces.maps.drawing import ATLAS, ATLAS_SIZE, Frame, circles, ground
from spaces.models import City, Country, Space

register = template.Library()

WIDE_DEGREES = 60  # beyond this the ground is the atlas of the world


@register.inclusion_tag("spaces/_map.html", takes_context=True)
def space_map(
    context,
    clusters: list[Cluster],
    bounds: Bounds | None,
    zoom: int = 1,
    filters_query: str = "",
    label: str = "",
    live: bool = True,
) -> dict:
    """The clusters on a drawn map, which a script replaces by one that moves unless `live` is false."""
    return _map(clusters, bounds, label) | {
        "live": live,
        "zoom": zoom,
        "query": filters_query,
        "inside": _inside(context.get("city"), context.get("country")),
    }


@register.inclusion_tag("spaces/_map.html")
def point_map(space: Space, nearby: list[Space]) -> dict:
    """Where one space is, and those around it."""
    here = _spot(space)
    lat, lon = here.latitude, here.longitude
    bounds = Bounds(lat - 0.012, lon - 0.018, lat + 0.012, lon + 0.018)
    return _map([*map(_spot, nearby), here], bounds, space.name) | {"zoom": 15, "pin": here, "live": True}


def _spot(space: Space) -> Cluster:
    """One space that has a position."""
    assert space.latitude is not None
    assert space.longitude is not None
    return Cluster(space.latitude, space.longitude, 1, space.name, space.get_absolute_url())


def _map(clusters: list[Cluster], bounds: Bounds | None, label: str) -> dict:
    if bounds is None:
        return {"bounds": None}
    is_world = bounds.width > WIDE_DEGREES
    frame = Frame(ATLAS, *ATLAS_SIZE) if is_world else Frame(bounds)
    path, names = ("", []) if is_world else ground(frame)
    return {
        "is_world": is_world,
        "bounds": bounds,
        "label": label,
        "circles": circles(clusters, frame),
        "ground": path,
        "names": names,
        "width": frame.width,
        "height": frame.height,
        "tiles": settings.MAP_TILE_URL,
        "attribution": settings.MAP_TILE_ATTRIBUTION,
    }


def _inside(city: City | None, country: Country | None) -> str:
    if city:
        return f"{city.country_id.lower()}/{city.slug}"
    return country.code.lower() if country else ""
