"""The image that other sites show with a link: a name, one line of facts, and a small map. 1200 × 630 pixels.

The typeface is Source Sans Pro (SIL OFL 1.1, package `font-source-sans-pro`): Latin, Greek and Cyrillic.
"""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFont

from spaces.geography.coordinates.bounds import Bounds
from spaces.maps.drawing import Frame
from spaces.maps.middle import middle_part

WIDTH, HEIGHT, MAP_WIDTH, MARGIN = 1200, 630, 560, 64
# The light theme of static/css/tokens.css.
PAPER, INK, MUTED, ACCENT, GROUND, LINE = "#faf7f0", "#1d1b16", "#625c50", "#a8371b", "#f0eadc", "#e0d8c8"
NAME_SIZES = (76, 64, 52, 42)  # the largest in which a name fits
MOST_LINES = 4
GRID = 90  # pixels
AROUND_DEGREES = 0.02  # what is shown around a place that stands alone
Point = tuple[float, float]


class Card(NamedTuple):
    """What an image shows. `here` is the place itself, `points` are others: latitude, longitude."""

    name: str
    lines: tuple[str, ...]
    site_name: str
    points: tuple[Point, ...] = ()
    here: Point | None = None
    accent: str = ACCENT


def draw(card: Card) -> bytes:
    """Return the image as a PNG."""
    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    _draw_map(pen, card)
    width = WIDTH - MAP_WIDTH - 2 * MARGIN
    _write_name(pen, card.name, width)
    _write(pen, HEIGHT - MARGIN - 40, card.site_name, "Bold", 32, card.accent, width)
    for number, line in enumerate(reversed(card.lines)):
        _write(pen, HEIGHT - MARGIN - 110 - 46 * number, line, "Regular", 34, MUTED, width)
    data = BytesIO()
    image.save(data, "PNG", optimize=True)
    return data.getvalue()


def is_drawable(text: str) -> bool:
    """Whether the typeface has every character of a text; of other scripts nothing is written."""
    font = _font("Bold", NAME_SIZES[-1])
    missing = bytes(font.getmask("\uffff"))
    return all(char.isspace() or bytes(font.getmask(char)) != missing for char in set(text))


@cache
def _font(weight: str, size: int) -> ImageFont.FreeTypeFont:
    name = f"SourceSansPro-{weight}.ttf"
    return ImageFont.truetype(str(files("font_source_sans_pro") / "files" / name), size)


def _write_name(pen: ImageDraw.ImageDraw, name: str, width: int) -> None:
    if not is_drawable(name):
        return
    for size in NAME_SIZES:
        font = _font("Bold", size)
        lines = _wrapped(name, font, width)
        if len(lines) <= MOST_LINES and all(font.getlength(line) <= width for line in lines):
            break
    y = MARGIN - 8
    for line in lines[:MOST_LINES]:
        pen.text((MARGIN, y), _cut(line, font, width), INK, font)
        y += round(size * 1.12)


def _write(
    pen: ImageDraw.ImageDraw, y: int, text: str, weight: str, size: int, colour: str, width: int
) -> None:
    if is_drawable(text):
        font = _font(weight, size)
        pen.text((MARGIN, y), _cut(text, font, width), colour, font)


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Break a text between words into lines that fit, if they can."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and font.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


def _cut(text: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    """A text that fits, with an ellipsis where it was too long."""
    if font.getlength(text) <= width:
        return text
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _draw_map(pen: ImageDraw.ImageDraw, card: Card) -> None:
    """The ground with a grid, a dot for each point, and a larger one for the place itself."""
    left = WIDTH - MAP_WIDTH
    pen.rectangle((left, 0, WIDTH, HEIGHT), GROUND)
    for column in range(left + GRID, WIDTH, GRID):
        pen.line((column, 0, column, HEIGHT), LINE, 2)
    for row in range(GRID, HEIGHT, GRID):
        pen.line((left, row, WIDTH, row), LINE, 2)
    bounds = _bounds(card)
    if bounds is None:
        return
    frame = Frame(bounds, MAP_WIDTH, HEIGHT)
    for x, y in _placed(frame, card.points):
        _dot(pen, left + x, y, 7, MUTED if card.here else card.accent)
    for x, y in _placed(frame, [card.here] if card.here else ()):
        _dot(pen, left + x, y, 20, PAPER)
        _dot(pen, left + x, y, 15, card.accent)


def _bounds(card: Card) -> Bounds | None:
    """What the map shows: what is around the place, else most of the points."""
    if card.here:
        latitude, longitude = card.here
        return Bounds(
            max(latitude - AROUND_DEGREES, -85),
            max(longitude - AROUND_DEGREES, -180),
            min(latitude + AROUND_DEGREES, 85),
            min(longitude + AROUND_DEGREES, 180),
        )
    return middle_part((latitude, longitude, 1) for latitude, longitude in card.points)


def _placed(frame: Frame, points: Iterable[Point]) -> Iterable[Point]:
    return [(x, y) for x, y in (frame.place(*point) for point in points) if frame.holds(x, y)]


def _dot(pen: ImageDraw.ImageDraw, x: float, y: float, radius: int, colour: str) -> None:
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), colour)
