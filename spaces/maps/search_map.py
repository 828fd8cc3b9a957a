"""The map of a search: grouped from its pool, or summed up where nothing narrows a large place."""

from spaces.geography.bounds import Bounds
from spaces.geography.models import City
from spaces.maps import clusters
from spaces.maps.clusters import Cluster
from spaces.search.engine import Search
from spaces.search_index import map_cells

CLOSEST_SUMMED = map_cells.SUMMED_ZOOMS[-1]


def map_of(search: Search, closer: int = 0) -> tuple[Bounds | None, int, list[Cluster]]:
    """(the box of all that was found, its zoom, the clusters of its still map, `closer` by so many zooms)"""
    if is_summed(search):
        bounds, zoom = clusters.fit_summed(_country(search))
        if bounds:
            grid_zoom = min(zoom + closer, CLOSEST_SUMMED)
            return bounds, zoom, clusters.summed_clusters(bounds, grid_zoom, _country(search), is_still=True)
    bounds, zoom = clusters.fit(search.pool.points)
    return bounds, zoom, clusters.clusters(search.pool.points, zoom + closer, is_still=True)


def map_in(search: Search, bounds: Bounds, zoom: int) -> list[Cluster]:
    """The clusters of a search inside a box."""
    if zoom <= CLOSEST_SUMMED and is_summed(search):
        found = clusters.summed_clusters(bounds, max(zoom, 0), _country(search))
        if found or map_cells.has_cells():
            return found
    return clusters.clusters(search.pool_in(bounds).points, zoom)


def is_summed(search: Search) -> bool:
    """Whether there are more spaces than a pool holds, and nothing but a country narrows them."""
    return not isinstance(search.place, City) and search.is_large


def _country(search: Search) -> str:
    return search.place.code if search.place and not isinstance(search.place, City) else ""
