"""Plain text out of the HTML of imported comments."""

import html
import re

import nh3

_BLOCKS = {"br", "p", "div", "li", "blockquote", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "tr", "pre"}
_FOR_NH3 = {"a", "script", "style"}
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# Whatever HTML parsers take for markup when it has an end; else a "<" that somebody typed ("<20 m2", "<3").
_MARKUP = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][^\s<>/]*+)(?P<rest>[^<>]*+)>|<[!?/][^<>]*+>|<")
_HREF = re.compile(r"""(?<![^\s"'/])href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
_LINK = re.compile(r'<a(?: href="(?P<url>[^"]*)")?>(?P<text>.*?)</a>', re.DOTALL)
_IS_HTML = re.compile(r"<[a-zA-Z/!]|&[a-zA-Z#]")


def plain_text(text: str) -> str:
    """The text of a piece of HTML, with its line breaks, and the URL of each link after its text.

    nh3 parses and cleans what `_simplify` leaves of it. The time grows with the length of the text only.
    """
    if _IS_HTML.search(text):
        text = nh3.clean(
            _simplify(text),
            tags={"a"},
            attributes={"a": {"href"}},
            clean_content_tags={"script", "style"},
            url_schemes={"http", "https"},
            link_rel=None,
        )
        text = html.unescape(_LINK.sub(_with_url, text))
    lines = [line.strip() for line in text.replace("\r\n", "\n").replace("\x00", "").split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _simplify(text: str) -> str:
    """HTML with no tags but links, scripts and styles: blocks become line breaks, other tags nothing.

    A "<" without its ">" stays text, where a parser would drop what follows it. A parser also takes time
    that grows with the square of nested tags (nh3 3 s for 100 KB of "<div>", Python's own 36 s for 64 KB of
    "<a "), so nested tags do not reach it.
    """
    last = text.rfind("-->") + 3  # searching for the end of each "<!--" that has none takes quadratic time
    text = _COMMENT.sub("", text[:last]) + text[last:] if last >= 3 else text
    return _MARKUP.sub(_simple_tag, text)


def _simple_tag(match: re.Match[str]) -> str:
    if match[0] == "<":
        return "&lt;"
    end, name, rest = match["end"], (match["name"] or "").lower(), match["rest"] or ""
    if name in _BLOCKS:
        return "\n\n" if rest.endswith("/") else "\n"
    if name not in _FOR_NH3:
        return ""
    found = _HREF.search(rest) if name == "a" and not end else None
    if not found:
        return f"<{end}{name}>"
    url = next(filter(None, found.groups()), "").replace('"', "&quot;")
    return f'<a href="{url}">'


def _with_url(link: re.Match[str]) -> str:
    url, text = link["url"] or "", link["text"]
    return f"{text} ({url})" if url.startswith("http") and url not in text else text
