"""One sprite of icons for the whole site, out of the lucide package (ISC licence)."""

import hashlib
from functools import cache
from xml.etree import ElementTree

from lucide import _load_icon  # the package's tags print an <svg> for each use; a sprite prints it once

CHROME = (
    "search",
    "map-pin",
    "locate-fixed",
    "x",
    "clock",
    "banknote",
    "globe",
    "phone",
    "mail",
    "camera",
    "building-2",
    "book-open",
    "wrench",
    "rocket",
    "users",
    "house",
    "armchair",
    "chevron-right",
    "external-link",
    "sliders-horizontal",
    "check",
    "thumbs-up",
    "flask-conical",
    "info",
    "video",
    "ruler",
    "columns-3",
    "download",
)


def elements(name: str) -> list[ElementTree.Element]:
    """The SVG elements of an icon. The only place that calls lucide's private `_load_icon()`."""
    return list(_load_icon(name))


def sprite_svg(names: tuple[str, ...]) -> str:
    """Return an SVG document with one <symbol> per icon name."""
    symbols = []
    for name in dict.fromkeys(names):
        inner = "".join(ElementTree.tostring(node, encoding="unicode") for node in elements(name))
        symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{inner}</symbol>')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" fill="none" stroke="currentColor" '
        f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{"".join(symbols)}</svg>'
    )


_registered: list[str] = list(CHROME)


def register(*names: str) -> None:
    """Add icons to the sprite; an app calls this when it starts."""
    _registered.extend(names)


@cache
def sprite() -> tuple[str, str]:
    """Return (SVG, version): the version changes when the icons do, so the address can be cached for ever."""
    svg = sprite_svg(tuple(_registered))
    return svg, hashlib.sha256(svg.encode()).hexdigest()[:10]
