"""Small still maps of cities: a dot for each space, on the part where most of them are."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from coworking.caching.memoize import memoize
from spaces.directory.models import Space
from spaces.geography.models import City
from spaces.maps.drawing import Frame, grid_path
from spaces.maps.middle import middle_part

WIDTH, HEIGHT = 160, 110
MOST_DOTS = 250  # of a city

Point = tuple[float, float]


class CityTile(NamedTuple):
    """A city and the data of two SVG paths: its spaces, and a grid under them."""

    city: City
    dots: str
    grid: str


def city_tiles(cities: Sequence[City]) -> list[CityTile]:
    """Return the tiles of some cities. One query, memoised."""
    points = points_of(tuple(city.pk for city in cities))
    return [CityTile(city, *draw(points.get(city.pk, []))) for city in cities]


@memoize
def points_of(city_pks: tuple[int, ...]) -> dict[int, list[Point]]:
    """Return {city: positions of the spaces of its area}, those of the best ones."""
    rank = Window(
        RowNumber(), partition_by="area", order_by=[F("recommendation_score").desc(), F("pk").desc()]
    )
    placed = Space.objects.in_search().filter(area__in=city_pks, latitude__isnull=False).order_by()
    rows = placed.annotate(rank=rank).filter(rank__lte=MOST_DOTS).values_list("area", "latitude", "longitude")
    points: dict[int, list[Point]] = {}
    for pk, latitude, longitude in rows:
        points.setdefault(pk, []).append((latitude, longitude))
    return points


def draw(points: Sequence[Point]) -> tuple[str, str]:
    """Return the paths of dots and grid; ("", "") where no position is known."""
    bounds = middle_part((latitude, longitude, 1) for latitude, longitude in points)
    if bounds is None:
        return "", ""
    frame = Frame(bounds, WIDTH, HEIGHT)
    placed = {(round(x), round(y)) for x, y in (frame.place(*point) for point in points) if frame.holds(x, y)}
    return "".join([f"M{x} {y}h0" for x, y in sorted(placed)]), grid_path(frame)
