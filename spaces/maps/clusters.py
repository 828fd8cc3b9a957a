"""Clusters of spaces for a view of the map, made by the database on a grid."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Avg, Count, F, FloatField, Max, Min, Value
from django.db.models.functions import Cast, Floor
from django.urls import reverse

from spaces.maps.bounds import Bounds
from spaces.models import Space
from spaces.querysets import SpaceQuerySet

CELL_PIXELS = 72
MAX_ZOOM = 18
LIMIT = 400
WORLD = Bounds(-60, -180, 75, 180)


@dataclass(frozen=True)
class Cluster:
    """Some spaces near one another; `name` and `url` of the space when it is just one."""

    latitude: float
    longitude: float
    count: int
    name: str
    url: str


def clusters(queryset: SpaceQuerySet, bounds: Bounds | None, zoom: int) -> list[Cluster]:
    """Group the spaces of `queryset` inside `bounds` by a grid of about 72 pixels at `zoom`.

    At most 400 clusters, the largest first; two queries. Spaces at one very point stay one cluster,
    whose address lists them.
    """
    zoom = max(0, min(zoom, MAX_ZOOM))
    found = queryset.exclude(latitude=None).order_by()
    if bounds is not None:
        found = found.in_box(bounds.south, bounds.west, bounds.north, bounds.east)
    cell = 360 / 2**zoom * CELL_PIXELS / 256
    grid = (
        found.annotate(row=_cell("latitude", cell * 0.7), column=_cell("longitude", cell))
        .values("row", "column")
        .annotate(n=Count("pk"), lat=Avg("latitude"), lon=Avg("longitude"), one=Min("pk"))
        .order_by("-n", "one")[:LIMIT]
    )
    rows = list(grid)
    singles = Space.objects.in_bulk([row["one"] for row in rows if row["n"] == 1])
    return [_cluster(row, singles.get(row["one"]) if row["n"] == 1 else None, cell) for row in rows]


def _cell(field: str, size: float):
    return Floor(Cast(F(field), FloatField()) / Value(size))


def _cluster(row: Mapping[str, Any], single: Space | None, cell: float) -> Cluster:
    lat, lon = row["lat"], row["lon"]
    if single:
        return Cluster(lat, lon, 1, single.name, single.get_absolute_url())
    radius_km = min(max(cell * 111.2 * 0.75, 0.05), 200)
    query = urlencode({"near": f"{lat:.5f},{lon:.5f}", "radius": f"{radius_km:.2f}"})
    return Cluster(lat, lon, row["n"], "", f"{reverse('search')}?{query}")


def fit(queryset: SpaceQuerySet) -> tuple[Bounds | None, int]:
    """The box that holds the spaces of `queryset`, with some air, and the zoom for a 640-pixel map.

    (None, 0) when none of them has a position. One query.
    """
    edges = queryset.order_by().aggregate(
        s=Min("latitude"), n=Max("latitude"), w=Min("longitude"), e=Max("longitude")
    )
    if edges["s"] is None:
        return None, 0
    air = max((edges["n"] - edges["s"]) * 0.08, (edges["e"] - edges["w"]) * 0.08, 0.004)
    south, north = max(edges["s"] - air, -85), min(edges["n"] + air, 85)
    bounds = Bounds(south, max(edges["w"] - air, -180), north, min(edges["e"] + air, 180))
    span = max(bounds.east - bounds.west, (bounds.north - bounds.south) * 1.4)
    return bounds, max(1, min(int(math.log2(360 * 640 / 256 / span)), 16))
