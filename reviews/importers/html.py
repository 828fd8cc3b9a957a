"""Plain text out of the HTML of imported comments."""

import re
from html.parser import HTMLParser

_BLOCKS = {"br", "p", "div", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "tr", "pre"}
_HIDDEN = {"script", "style"}
_MARKUP = re.compile(r"<[a-zA-Z/!]|&[a-zA-Z#]")


class _TextExtractor(HTMLParser):
    """Collects the text of a piece of HTML in `pieces`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.hidden_depth = 0
        self.link_url = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden_depth += tag in _HIDDEN
        if tag == "a":
            self.link_url = dict(attrs).get("href") or ""
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self.hidden_depth = max(self.hidden_depth - 1, 0)
        elif tag == "a" and self.link_url:
            link_text = "".join(self.pieces[-1:])
            if self.link_url.startswith("http") and self.link_url not in link_text:
                self.pieces.append(f" ({self.link_url})")
            self.link_url = ""
        elif tag in _BLOCKS:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.hidden_depth:
            self.pieces.append(data)


def plain_text(html: str) -> str:
    """The text of a piece of HTML, with its line breaks, and the URL of each link after its text."""
    if _MARKUP.search(html):
        extractor = _TextExtractor()
        extractor.feed(html)
        extractor.close()
        html = "".join(extractor.pieces)
    lines = [line.strip() for line in html.replace("\r\n", "\n").replace("\x00", "").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
