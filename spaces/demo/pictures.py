"""Pictures for the sample spaces, drawn with Pillow: windows, lamps, a table and a plant."""

import random
from io import BytesIO

from PIL import Image, ImageDraw

SIZE = (1200, 800)
SCALE = 2  # drawn larger and scaled down, for smooth edges
WALLS = ("#efe4cf", "#e4dccb", "#dfe3d8", "#e9d9cc", "#d9dee0")
FLOORS = ("#c9a77c", "#b89468", "#a98d72", "#c2b08f")
SKIES = ("#f6d9b8", "#cfe0e6", "#f2e8c9", "#2f3a4f")
WOODS = ("#8a5a3a", "#6f4a33", "#a06c44")
ACCENT, INK, GREEN, PAPER = "#a8371b", "#2a261f", "#5f7a53", "#fffdf8"


def draw_picture(seed: str) -> bytes:
    """A JPEG of 1200 x 800 pixels. The same seed gives the same picture."""
    rng = random.Random(seed)
    image = Image.new("RGB", (SIZE[0] * SCALE, SIZE[1] * SCALE), rng.choice(WALLS))
    brush = _Brush(ImageDraw.Draw(image))
    brush.box(0, 600, 1200, 800, rng.choice(FLOORS))
    for x in range(rng.randrange(60, 140), 1000, 340):
        _window(brush, x, rng)
    for x in (150, 620)[: rng.choice((1, 2))]:
        _lamp(brush, x + rng.randrange(120, 260))
    _table(brush, rng)
    _plant(brush, rng.choice((70, 1080)), rng)
    image = image.resize(SIZE, Image.Resampling.LANCZOS)
    file = BytesIO()
    image.save(file, "JPEG", quality=82, optimize=True)
    return file.getvalue()


class _Brush:
    """Draws shapes of one colour, in pixels of the finished picture."""

    def __init__(self, pen: ImageDraw.ImageDraw):
        self.pen = pen

    def box(self, left: float, top: float, right: float, bottom: float, colour: str, radius: int = 0) -> None:
        corners = [value * SCALE for value in (left, top, right, bottom)]
        self.pen.rounded_rectangle(corners, radius * SCALE, fill=colour)

    def disc(self, left: float, top: float, right: float, bottom: float, colour: str) -> None:
        self.pen.ellipse([value * SCALE for value in (left, top, right, bottom)], fill=colour)

    def shape(self, points: list[tuple[float, float]], colour: str) -> None:
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=colour)


def _window(brush: _Brush, x: int, rng: random.Random) -> None:
    sky = rng.choice(SKIES)
    brush.box(x, 110, x + 240, 430, PAPER, 6)
    brush.box(x + 14, 124, x + 226, 416, sky)
    roof = rng.randrange(270, 350)
    brush.shape(
        [(x + 14, 416), (x + 14, roof + 40), (x + 90, roof), (x + 226, roof + 60), (x + 226, 416)], "#8d8a80"
    )
    brush.box(x + 114, 124, x + 126, 416, PAPER)


def _lamp(brush: _Brush, x: int) -> None:
    brush.box(x - 2, 0, x + 2, 190, INK)
    brush.shape([(x - 62, 250), (x - 26, 190), (x + 26, 190), (x + 62, 250)], ACCENT)
    brush.disc(x - 16, 240, x + 16, 268, "#fbe9b7")


def _table(brush: _Brush, rng: random.Random) -> None:
    wood, top = rng.choice(WOODS), rng.randrange(505, 545)
    left, right = rng.randrange(140, 240), rng.randrange(940, 1040)
    brush.box(left, top, right, top + 24, wood, 4)
    for x in (left + 30, right - 48):
        brush.box(x, top + 24, x + 18, 740, wood)
    for x in range(left + 80, right - 200, rng.randrange(230, 300)):
        _desk(brush, x, top, rng)


def _desk(brush: _Brush, x: int, top: int, rng: random.Random) -> None:
    brush.box(x, top - 92, x + 130, top - 8, INK, 6)
    brush.box(x + 7, top - 85, x + 123, top - 15, rng.choice(("#cfdad6", "#e6dcc6", "#d4d9e2")), 3)
    brush.box(x - 14, top - 8, x + 144, top, "#4b463c", 3)
    brush.box(x + 160, top - 30, x + 188, top, PAPER, 4)
    brush.disc(x + 182, top - 25, x + 200, top - 8, PAPER)
    brush.box(x + 20, top + 50, x + 110, top + 64, ACCENT, 6)
    for leg in (x + 28, x + 94):
        brush.box(leg, top + 64, leg + 8, 740, INK)


def _plant(brush: _Brush, x: int, rng: random.Random) -> None:
    for _leaf in range(9):
        dx, dy = rng.randrange(-70, 70), rng.randrange(90, 260)
        brush.shape(
            [(x, 640), (x + dx - 22, 640 - dy + 30), (x + dx, 640 - dy), (x + dx + 20, 640 - dy + 40)], GREEN
        )
    brush.shape([(x - 52, 630), (x + 52, 630), (x + 38, 745), (x - 38, 745)], "#b5603f")
