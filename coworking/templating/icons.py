"""One sprite of icons for the whole site, out of the lucide package (ISC licence)."""

import hashlib
from functools import cache
from importlib.resources import files
from xml.etree import ElementTree
from zipfile import ZipFile

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

SVG = "{http://www.w3.org/2000/svg}"
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
    "menu",
    "map",
    "list",
    "navigation",
    "share-2",
    "flag",
    "shield-check",
)


def open_archive() -> ZipFile:
    """The icons of the package, whose own tags print an <svg> for each use; a sprite prints it once."""
    return ZipFile(str(files("lucide") / "lucide.zip"))


def elements(archive: ZipFile, name: str) -> list[ElementTree.Element]:
    """The SVG elements of an icon."""
    drawing = ElementTree.fromstring(archive.read(f"{name}.svg"))
    for node in drawing.iter():
        node.tag = node.tag.removeprefix(SVG)
    return list(drawing)


@cache
def icon_names() -> frozenset[str]:
    """The names of all Lucide icons."""
    with open_archive() as archive:
        return frozenset(name.removesuffix(".svg") for name in archive.namelist() if name.endswith(".svg"))


def validate_icon(name: str) -> None:
    """Refuse what is no name of an icon: raises ValidationError."""
    if name not in icon_names():
        message = _("There is no Lucide icon “%(name)s”. All names: https://lucide.dev/icons/")
        raise ValidationError(message % {"name": name})


def sprite_svg(names: tuple[str, ...]) -> str:
    """Return an SVG document with one <symbol> per icon name.

    The archive is opened once for all: reading its list of 1,700 names takes 15 ms.
    """
    symbols = []
    with open_archive() as archive:
        for name in dict.fromkeys(names):
            drawn = (ElementTree.tostring(node, encoding="unicode") for node in elements(archive, name))
            symbols.append(f'<symbol id="{name}" viewBox="0 0 24 24">{"".join(drawn)}</symbol>')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" fill="none" stroke="currentColor" '
        f'stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{"".join(symbols)}</svg>'
    )


def in_sprite(name: str) -> bool:
    """Whether the sprite has an icon; others, which an operator chose, are sprites of their own."""
    return name in _registered


@cache
def single_icon(name: str) -> tuple[str, str]:
    """Return (SVG, version) of a sprite with this icon alone."""
    svg = sprite_svg((name,))
    return svg, hashlib.sha256(svg.encode()).hexdigest()[:10]


_registered: list[str] = list(CHROME)


def register(*names: str) -> None:
    """Add icons to the sprite; an app calls this when it starts."""
    _registered.extend(names)


@cache
def sprite() -> tuple[str, str]:
    """Return (SVG, version): the version changes when the icons do, so the address can be cached for ever."""
    svg = sprite_svg(tuple(_registered))
    return svg, hashlib.sha256(svg.encode()).hexdigest()[:10]
