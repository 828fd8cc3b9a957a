"""The sprite contains the icons of the lucide package."""

from xml.etree import ElementTree

from coworking.templating.icons import sprite

SVG = "{http://www.w3.org/2000/svg}"
MOVED = "lucide loads icons otherwise: see open_archive() in coworking/templating/icons.py"


def test_the_sprite_has_a_symbol_with_content_for_each_icon():
    symbols = ElementTree.fromstring(sprite()[0]).findall(f"{SVG}symbol")
    assert {"search", "map-pin", "clock"} <= {symbol.get("id") for symbol in symbols}
    assert all(len(symbol) for symbol in symbols), MOVED
