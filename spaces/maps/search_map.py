"""The map of a search: clusters of its candidates, or sums of map cells for a whole large country."""

from spaces.geography.coordinates.bounds import Bounds
from spaces.geography.models import City
from spaces.maps import clusters
from spaces.maps.clusters import Cluster
from spaces.maps.middle import middle_part
from spaces.search.candidates import LATITUDE, LONGITUDE
from spaces.search.engine import Search
from spaces.search_index import map_cells

CLOSEST_SUMMED = map_cells.SUMMED_ZOOMS[-1]


def map_of(search: Search, closer: int = 0) -> tuple[Bounds | None, int, list[Cluster]]:
    """Return (box of all candidates, its zoom, clusters of its static map, `closer` by so many zooms)."""
    if is_summed(search):
        bounds, zoom = clusters.fit_summed(_country(search))
        if bounds:
            grid_zoom = min(zoom + closer, CLOSEST_SUMMED)
            return bounds, zoom, clusters.summed_clusters(bounds, grid_zoom, _country(search), is_still=True)
    bounds, zoom = clusters.fit(search.candidates.located)
    return bounds, zoom, clusters.clusters(search.candidates.located, zoom + closer, is_still=True)


def map_of_most(search: Search) -> tuple[Bounds | None, int, list[Cluster]]:
    """Return the same for the part of the map where most of the spaces are, drawn two zooms closer."""
    everywhere, zoom, found = map_of(search, closer=2)
    if is_summed(search):
        bounds = middle_part((cluster.latitude, cluster.longitude, cluster.count) for cluster in found)
    else:
        bounds = middle_part((row[LATITUDE], row[LONGITUDE], 1) for row in search.candidates.located)
    if bounds is None:
        return everywhere, zoom, found
    zoom = clusters.zoom_of(bounds)
    return bounds, zoom, map_in(search, bounds, zoom + 2)


def map_in(search: Search, bounds: Bounds, zoom: int) -> list[Cluster]:
    """Return the clusters of a search inside a box."""
    if zoom <= CLOSEST_SUMMED and is_summed(search):
        sums = clusters.summed_clusters(bounds, max(zoom, 0), _country(search))
        if sums or map_cells.has_cells():
            return sums
    return clusters.clusters(search.candidates_in(bounds).located, zoom)


def is_summed(search: Search) -> bool:
    """Whether more spaces match than can be candidates, and nothing but a country narrows them."""
    return not isinstance(search.criteria.place, City) and search.is_large


def _country(search: Search) -> str:
    place = search.criteria.place
    return place.code if place and not isinstance(place, City) else ""
