"""Draws maps as SVG on the server: dots for the cities of the gazetteer, circles for clusters of spaces."""

import math
from collections.abc import Iterable
from copy import copy
from functools import partial
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet
from django.utils.html import escape
from django.utils.translation import get_language

from coworking.database.prepared import Param, PreparedQuery
from spaces.geography.cities.names import city_display_name
from spaces.geography.coordinates.bounds import Bounds
from spaces.geography.coordinates.distances import KM_PER_DEGREE
from spaces.geography.coordinates.projection import inverse_mercator, mercator
from spaces.geography.models import City
from spaces.maps.clusters import PIN_RADIUS, Cluster
from spaces.maps.overlap import Box, around, group_overlapping

WIDTH, HEIGHT = 400, 440  # pixels on a telephone; wider screens stretch the drawing, and not its circles
GROUND_LIMIT = 600
NAMES = 9
GROUND_MARGIN = 0.6  # of the width and the height: what a panel of another shape shows around the drawing
GRID_KM = (0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500)
ATLAS = Bounds(-52, -168, 70, 179.9)
ATLAS_SIZE = (1200, 620)
ATLAS_WIDTH, ATLAS_HEIGHT = 480, 248


class Circle(NamedTuple):
    """A cluster in the drawing's units; a page places it by percentages of the drawing."""

    x: float
    y: float
    r: float
    cluster: Cluster

    def in_percent(self, frame: "Frame") -> tuple[float, float]:
        """(x, y) of the width and the height of its frame."""
        return round(100 * self.x / frame.width, 2), round(100 * self.y / frame.height, 2)


class Label(NamedTuple):
    """The name of a city, at a position in the drawing's units."""

    x: float
    y: float
    text: str


class Frame:
    """Projects positions into the drawing: the box in the middle, the same scale in both directions."""

    def __init__(self, bounds: Bounds, width: int = WIDTH, height: int = HEIGHT):
        left, right = bounds.west, bounds.west + (bounds.width or 0.01)
        top, bottom = mercator(bounds.north), mercator(bounds.south)
        self.scale = min(width / max(right - left, 1e-6), height / max(top - bottom, 1e-6))
        self.left = (left + right) / 2 - width / 2 / self.scale
        self.top = (top + bottom) / 2 + height / 2 / self.scale
        self.width: float = width
        self.height: float = height

    def place(self, latitude: float, longitude: float) -> tuple[float, float]:
        """(x, y) in the drawing's units."""
        east = (longitude - self.left) % 360 if longitude < self.left else longitude - self.left
        return round(east * self.scale, 1), round((self.top - mercator(latitude)) * self.scale, 1)

    def holds(self, x: float, y: float) -> bool:
        return 0 <= x <= self.width and 0 <= y <= self.height

    def with_margin(self, share: float) -> "Frame":
        """Return the frame with more around it: `share` of its width and height on each side."""
        larger = copy(self)
        larger.left -= share * self.width / self.scale
        larger.top += share * self.height / self.scale
        larger.width, larger.height = self.width * (1 + 2 * share), self.height * (1 + 2 * share)
        return larger

    @property
    def box(self) -> Bounds:
        """The box that the whole drawing shows, in degrees."""
        right = self.left + self.width / self.scale
        bottom = self.top - self.height / self.scale
        if right - self.left >= 360:
            return Bounds(inverse_mercator(bottom), -180, inverse_mercator(self.top), 180)
        return Bounds(
            inverse_mercator(bottom), max(self.left, -180), inverse_mercator(self.top), min(right, 180)
        )


def circles(found: Iterable[Cluster], frame: Frame) -> list[Circle]:
    """Return the clusters as circles whose area grows with the number of spaces, small ones on top.

    Those that would lie over one another are drawn as one.
    """
    drawn = [circle for cluster in found if frame.holds((circle := _circle(cluster, frame)).x, circle.y)]
    drawn.sort(key=lambda circle: -circle.r)
    boxes = [circle.cluster.box or _point(circle.cluster) for circle in drawn]
    groups = group_overlapping([(circle.x, circle.y, circle.r) for circle in drawn], boxes)
    together = [_together([drawn[index].cluster for index in group]) for group in groups]
    return sorted((_circle(cluster, frame) for cluster in together), key=lambda circle: -circle.r)


def _circle(cluster: Cluster, frame: Frame) -> Circle:
    x, y = frame.place(cluster.latitude, cluster.longitude)
    radius = PIN_RADIUS if cluster.count == 1 else min(12 + 1.3 * math.sqrt(cluster.count), 30)
    return Circle(x, y, round(radius, 1), cluster)


def _point(cluster: Cluster) -> Box:
    return (cluster.latitude, cluster.longitude, cluster.latitude, cluster.longitude)


def _together(clusters: list[Cluster]) -> Cluster:
    """Merge clusters into one."""
    if len(clusters) == 1:
        return clusters[0]
    n = sum(cluster.count for cluster in clusters)
    latitude = sum(cluster.latitude * cluster.count for cluster in clusters) / n
    longitude = sum(cluster.longitude * cluster.count for cluster in clusters) / n
    box = around([cluster.box or _point(cluster) for cluster in clusters])
    return Cluster(latitude, longitude, n, "", "", box)


def _largest(wraps: bool) -> QuerySet[City, Any]:
    """Return the largest cities in a box, which may cross the 180th meridian."""
    west, east = Q(longitude__gte=Param(2)), Q(longitude__lte=Param(3))
    across = west | east if wraps else west & east
    found = City.objects.filter(across, latitude__gte=Param(0), latitude__lte=Param(1))
    return found.order_by("-population").values_list("name", "country", "latitude", "longitude")[
        :GROUND_LIMIT
    ]


_GROUND = {wraps: PreparedQuery(partial(_largest, wraps)) for wraps in (False, True)}


def ground(bounds: Bounds) -> str:
    """Draw what lies under a map: `grid`, `dots` of the largest cities, and `names` of a few.

    Maps of that box use these parts, which take their colours from there. The names are placed by
    percentages, so that a stretched drawing does not stretch them. Grid and dots go beyond the frame.
    """
    frame = Frame(bounds)
    shown = frame.with_margin(GROUND_MARGIN)
    box = shown.box
    largest = _GROUND[box.west > box.east].rows(box.south, box.north, box.west, box.east)
    points = [(name, code, *frame.place(*where)) for name, code, *where in largest]
    path = "".join([f"M{x:g} {y:g}h0" for _name, _code, x, y in points])
    inside = [point for point in points if frame.holds(*point[2:])]
    texts = [
        f'<text x="{100 * x / WIDTH:.4g}%" y="{100 * y / HEIGHT:.4g}%" dx="5" dy="-4">{escape(name)}</text>'
        for x, y, name in labels(inside)
    ]
    names = f'<g id="names">{"".join(texts)}</g>'
    return (
        '<svg xmlns="http://www.w3.org/2000/svg">'
        f'<path id="grid" d="{grid_path(frame)}"/><path id="dots" d="{path}"/>{names}</svg>'
    )


def grid_km(bounds: Bounds) -> float:
    """Return the width of a square of the grid under a map: at least a sixth of the drawing."""
    return _grid_km(Frame(bounds))


def _grid_km(frame: Frame) -> float:
    return next((km for km in GRID_KM if km * _units_per_km(frame) >= frame.width / 6), GRID_KM[-1])


def grid_path(frame: Frame) -> str:
    """Return the lines of the grid, also beyond the frame, as the data of an SVG path."""
    step = _grid_km(frame) * _units_per_km(frame)
    width, height = frame.width, frame.height
    lines = []
    for size, other, line in (
        (width, height, "M{0:.4g} {1:g}V{2:g}"),
        (height, width, "M{1:g} {0:.4g}H{2:g}"),
    ):
        count = math.ceil((0.5 + GROUND_MARGIN) * size / step)
        margin = GROUND_MARGIN * other
        lines += [
            line.format(size / 2 + number * step, -margin, other + margin)
            for number in range(-count, count + 1)
        ]
    return "".join(lines)


def _units_per_km(frame: Frame) -> float:
    middle = inverse_mercator(frame.top - frame.height / 2 / frame.scale)
    return frame.scale / (KM_PER_DEGREE * math.cos(math.radians(middle)))


def labels(points: list[tuple[str, str, float, float]]) -> list[Label]:
    """Return labels for the first cities (name, country code, x, y) whose names do not overlap."""
    chosen: list[Label] = []
    language = get_language() or "en"
    for own_name, code, x, y in points:
        if len(chosen) == NAMES:
            break
        if y < 16 or any(abs(y - other.y) <= 18 and abs(x - other.x) <= 95 for other in chosen):
            continue
        name = city_display_name(own_name, code, language)
        if x + 5 + len(name) * 6.5 <= WIDTH:
            chosen.append(Label(x, y, name))
    return chosen


def atlas() -> str:
    """Draw the whole gazetteer as dots, thinned to a grid of 4 units."""
    width, height = ATLAS_SIZE
    frame = Frame(ATLAS, width, height)
    dots = set()
    for latitude, longitude in City.objects.exclude(latitude=None).values_list("latitude", "longitude"):
        x, y = frame.place(latitude or 0, longitude or 0)
        if frame.holds(x, y):
            dots.add((round(x / 4) * 4, round(y / 4) * 4))
    path = "".join(f"M{x} {y}h0" for x, y in sorted(dots))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<path d="{path}" fill="none" stroke="#a79d8a" stroke-width="2.4" stroke-linecap="round"/></svg>'
    )
