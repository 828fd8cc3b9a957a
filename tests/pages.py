"""Assertions about pages, by CSS selectors.

`page(response)` parses a response (or HTML as text) as a browser does, and returns its root element:

    shown = page(client.get("/en/be/liege/"))
    assert shown.texts("li.card h3 a") == ["The Mill", "Table 12"]
    assert shown.one("h1").text == "Liège"
    assert shown.one("a", text="Older")["href"] == "?before=12"
    assert not shown.has("[role=alert]")

Every element has the same methods, so that a part of the page is looked at alone:

    card = shown.select("li.card")[0]
    assert card.texts(".card-facts li") == ["Open now", "wifi"]

`cards()`, `prices()`, `options()` and `chips()` read the parts of a list page that many tests look at.
"""

import json
from collections.abc import Iterator
from typing import Any, Self

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.test import Client
from selectolax.lexbor import LexborHTMLParser, LexborNode

# Elements that do not separate what stands before them from what stands after them.
INLINE = frozenset(
    (
        "a",
        "abbr",
        "b",
        "bdi",
        "cite",
        "code",
        "del",
        "em",
        "i",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "small",
        "span",
    )
    + ("span", "strong", "sub", "sup", "time", "u", "wbr")
)
# Elements whose content is not text for a reader.
NOT_SHOWN = frozenset(("script", "style", "template", "svg"))


class Element:
    """An element of a page; the root element is the page itself."""

    def __init__(self, node: LexborNode):
        self.node = node

    def __repr__(self) -> str:
        return f"<Element {' '.join((self.html or '').split())[:120]}>"

    def __getitem__(self, name: str) -> str:
        """The value of an attribute, "" for one without a value; KeyError if the element does not have it."""
        return self.node.attributes[name] or ""

    def __contains__(self, name: str) -> bool:
        """The element has this attribute."""
        return name in self.node.attributes

    def get(self, name: str, default: str = "") -> str:
        """The value of an attribute, or `default` where the element does not have it."""
        value = self.node.attributes.get(name, default)
        return value or ""

    @property
    def tag(self) -> str:
        return self.node.tag or ""

    @property
    def classes(self) -> list[str]:
        return self.get("class").split()

    @property
    def html(self) -> str:
        return self.node.html or ""

    @property
    def text(self) -> str:
        """The text in the element, white space collapsed; text of different blocks is separated by a space.

        Visually hidden text is included, as for a screen reader; scripts, styles and drawings are not.
        """
        return " ".join("".join(_texts(self.node)).split())

    def select(self, selector: str, text: str = "") -> list[Self]:
        """The descendants that match a CSS selector, in page order; only those that contain `text`."""
        found = [type(self)(node) for node in self.node.css(selector)]
        return [element for element in found if text in element.text] if text else found

    def one(self, selector: str, text: str = "") -> Self:
        """The only descendant that matches; fails when there is none, or more than one."""
        found = self.select(selector, text)
        assert len(found) == 1, f"{len(found)} elements match {selector!r} {text!r}: {found} in {self}"
        return found[0]

    def has(self, selector: str, text: str = "") -> bool:
        """A descendant matches."""
        return bool(self.select(selector, text))

    def texts(self, selector: str) -> list[str]:
        """The texts of the descendants that match."""
        return [element.text for element in self.select(selector)]

    def values(self, selector: str, name: str) -> list[str]:
        """The values of an attribute of the descendants that match and have it."""
        return [element[name] for element in self.select(selector) if name in element]

    def links(self, selector: str = "a") -> dict[str, str]:
        """{text: href} of the links that match; of several with one text, the last."""
        return {link.text: link["href"] for link in self.select(selector) if "href" in link}

    def rows(self, selector: str = "tr") -> list[list[str]]:
        """The texts of the cells of each table row that matches, headings included."""
        return [row.texts("th, td") for row in self.select(selector)]

    def form_data(self) -> dict[str, list[str]]:
        """{name: values} that a browser sends for the fields of a form as they are; no buttons, no files."""
        data: dict[str, list[str]] = {}
        for field in self.select("input, select, textarea"):
            if values := _sent_values(field):
                data.setdefault(field.get("name"), []).extend(values)
        return data

    def json_ld(self) -> list[Any]:
        """The structured data of the page, parsed."""
        return [json.loads(node.text()) for node in self.node.css('script[type="application/ld+json"]')]


def _sent_values(field: Element) -> list[str]:
    """The values that a browser sends for a field."""
    if field.tag == "select":
        chosen = field.select("option[selected]") or field.select("option")[:1]
        return [option.get("value") for option in chosen]
    if field.tag == "textarea":
        return [(field.node.text() or "").removeprefix("\n")]
    if field.get("type") in ("checkbox", "radio"):
        return [field.get("value", "on")] if "checked" in field else []
    return [] if field.get("type") in ("submit", "file") else [field.get("value")]


def page(source: HttpResponseBase | Element | bytes | str) -> Element:
    """The root element of a response, or of HTML; an element is returned as it is."""
    if isinstance(source, Element):
        return source
    root = LexborHTMLParser(_markup(source)).root
    assert root is not None, "the response is empty"
    return Element(root)


def cards(source: HttpResponseBase | Element) -> list[str]:
    """The names of the spaces in a list, in its order."""
    return page(source).texts("li.card h3 a")


def prices(source: HttpResponseBase | Element) -> list[float]:
    """The prices on the cards, in euros, in the order of the list; cards without one are left out."""
    shown = page(source).texts("li.card .card-price :is(.amount, b):not(.amount b)")
    return [float(price.removeprefix("€").replace(",", "")) for price in shown if price.startswith("€")]


def options(source: HttpResponseBase | Element, facet: str) -> dict[str, str]:
    """{value: count} of a facet, counts as shown: "1,204", "10+"."""
    labels = page(source).select(f'label:has(input[type="checkbox"][name="{facet}"])')
    return {label.one("input")["value"]: label.one(".num").text for label in labels if label.has(".num")}


def chips(source: HttpResponseBase | Element) -> dict[str, str]:
    """{label of a filter in force: URL of the list without it}"""
    links = page(source).select(".chips a", "Remove: ")
    return {link.text.removeprefix("Remove: "): link["href"] for link in links}


def sitemap(client: Client, path: str = "/sitemap.xml") -> dict[str, str]:
    """{path: when it changed, "" where that is not known} of the index of the sitemap, or of a section."""
    text = client.get(path).content.decode().partition("?>")[2]
    entries = page(text).select("sitemap, url")
    changed = [entry.texts("lastmod") for entry in entries]
    paths = [entry.one("loc").text.removeprefix("http://testserver") for entry in entries]
    return {path: "".join(times) for path, times in zip(paths, changed, strict=True)}


def sitemap_pages(client: Client) -> set[str]:
    """The paths of all pages in all sections of the sitemap."""
    return {path for section in sitemap(client) for path in sitemap(client, section)}


def _markup(source: HttpResponseBase | bytes | str) -> str:
    if isinstance(source, HttpResponse):
        return source.content.decode(source.charset)
    if isinstance(source, StreamingHttpResponse):
        return source.getvalue().decode(source.charset)
    assert isinstance(source, (bytes, str)), f"{source!r} is neither a response nor HTML"
    return source.decode() if isinstance(source, bytes) else source


def _texts(node: LexborNode) -> Iterator[str]:
    """The pieces of text in a node, with a space around each block."""
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            yield child.text()
        elif child.tag not in NOT_SHOWN:
            separator = "" if child.tag in INLINE else " "
            yield separator
            yield from _texts(child)
            yield separator
