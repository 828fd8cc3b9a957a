"""Comments of other systems are HTML; here they are plain text."""

import re
from html.parser import HTMLParser

_BREAKS = {"br", "p", "div", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "tr", "pre"}
_SILENT = {"script", "style"}
_MARKUP = re.compile(r"<[a-zA-Z/!]|&[a-zA-Z#]")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = 0
        self.link = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in _SILENT
        if tag == "a":
            self.link = dict(attrs).get("href") or ""
        elif tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in _SILENT:
            self.silent = max(self.silent - 1, 0)
        elif tag == "a" and self.link:
            shown = "".join(self.parts[-1:])
            if self.link.startswith("http") and self.link not in shown:
                self.parts.append(f" ({self.link})")
            self.link = ""
        elif tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)


def plain_text(html: str) -> str:
    """The words of a piece of HTML, line breaks kept, the addresses of links after their words."""
    if _MARKUP.search(html):
        reader = _Reader()
        reader.feed(html)
        reader.close()
        html = "".join(reader.parts)
    lines = [line.strip() for line in html.replace("\r\n", "\n").replace("\x00", "").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
