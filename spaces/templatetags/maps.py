"""Maps in pages."""

from django import template
from django.conf import settings

from spaces.maps.bounds import Bounds
from spaces.maps.clusters import Cluster
from spaces.maps.drawing import HEIGHT, WIDTH, Frame, circles, ground
from spaces.models import City, Country, Space

register = template.Library()


@register.inclusion_tag("spaces/_map.html", takes_context=True)
def space_map(
    context,
    clusters: list[Cluster],
    bounds: Bounds | None,
    zoom: int = 1,
    filters_query: str = "",
    label: str = "",
) -> dict:
    """The clusters on a drawn map, which a script replaces by one that moves."""
    return _map(clusters, bounds, label) | {
        "zoom": zoom,
        "query": filters_query,
        "inside": _inside(context.get("city"), context.get("country")),
    }


@register.inclusion_tag("spaces/_map.html")
def point_map(space: Space, nearby: list[Space]) -> dict:
    """Where one space is, and those around it."""
    others = [
        Cluster(other.latitude, other.longitude, 1, other.name, other.get_absolute_url()) for other in nearby
    ]
    here = Cluster(space.latitude, space.longitude, 1, space.name, space.get_absolute_url())
    lat, lon = space.latitude, space.longitude
    bounds = Bounds(lat - 0.012, lon - 0.018, lat + 0.012, lon + 0.018)
    return _map([*others, here], bounds, space.name) | {"zoom": 15, "pin": here}


def _map(clusters: list[Cluster], bounds: Bounds | None, label: str) -> dict:
    if bounds is None:
        return {"bounds": None}
    frame = Frame(bounds)
    path, names = ground(frame)
    return {
        "bounds": bounds,
        "label": label,
        "circles": circles(clusters, frame),
        "ground": path,
        "names": names,
        "width": WIDTH,
        "height": HEIGHT,
        "tiles": settings.MAP_TILE_URL,
        "attribution": settings.MAP_TILE_ATTRIBUTION,
    }


def _inside(city: City | None, country: Country | None) -> str:
    if city:
        return f"{city.country_id.lower()}/{city.slug}"
    return country.code.lower() if country else ""
