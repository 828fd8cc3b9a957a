"""Disqus's export: threads first, then posts that name their thread and parent by `dsq:id`.

Format: https://docs.disqus.com/developers/export/ (schema http://disqus.com/api/schemas/internals).
"""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from reviews.importers.html import plain_text
from reviews.importers.reading import elements, local, text_of
from reviews.importers.record import Page, Record


def records(path: Path) -> Iterator[Record]:
    """Every post, in the order of the file. The threads' addresses stay in memory."""
    pages: dict[str, Page] = {}
    for element in elements(path, lambda name: name in ("thread", "post", "category")):
        if local(element.tag) == "thread" and len(element):
            page = _page(element)
            pages[page.ref] = page
        elif local(element.tag) == "post":
            yield _record(element, pages)


def source(path: Path) -> str:
    """The forum's short name, or empty."""
    for element in elements(path, lambda name: name in ("category", "thread", "post")):
        return text_of(element, "forum")[:200] if local(element.tag) == "category" else ""
    return ""


def _id(element: Element | None) -> str:
    if element is None:
        return ""
    return next((value for key, value in element.attrib.items() if local(key) == "id"), "")


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if local(child.tag) == name), None)


def _page(thread: Element) -> Page:
    return Page(_id(thread), text_of(thread, "link"), text_of(thread, "title"), text_of(thread, "id"))


def _record(post: Element, pages: dict[str, Page]) -> Record:
    author = _child(post, "author")
    thread = _id(_child(post, "thread"))
    states = (("isSpam", "spam"), ("isDeleted", "deleted"))
    state = next((word for name, word in states if text_of(post, name) == "true"), "visible")
    if state == "visible" and text_of(post, "isApproved") == "false":
        state = "unapproved"
    return Record(
        ref=_id(post),
        page=pages.get(thread, Page(thread or "?")),
        text=plain_text(text_of(post, "message")),
        name=plain_text(text_of(author, "name")),
        email=text_of(author, "email"),
        url=text_of(author, "link"),
        posted_at=_date(text_of(post, "createdAt")),
        parent=_id(_child(post, "parent")),
        state=state,
    )


def _date(text: str) -> dt.datetime | None:
    try:
        found = dt.datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
