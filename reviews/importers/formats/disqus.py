"""Disqus's export: threads first, then posts that name their thread and parent by `dsq:id`.

Format: https://docs.disqus.com/developers/export/ (schema http://disqus.com/api/schemas/internals).
"""

from collections.abc import Iterator
from pathlib import Path
from xml.etree.ElementTree import Element

from coworking.files.xml_stream import child_text, elements, local_name
from reviews.importers.formats.base import CommentFormat, Note
from reviews.importers.html import plain_text
from reviews.importers.record import MAX_REF_LENGTH, CommentRecord, Page, date


def read(path: Path, note: Note) -> Iterator[CommentRecord]:
    """The comments of all posts, in the order of the file. The pages of all threads stay in memory."""
    pages: dict[str, Page] = {}
    for element in elements(path, lambda element: local_name(element.tag) in ("thread", "post", "category")):
        if local_name(element.tag) == "thread" and len(element):
            page = _page(element)
            pages[page.ref] = page
        elif local_name(element.tag) == "post":
            yield _record(element, pages)


def read_source(path: Path) -> str:
    """The forum's short name, or ""."""
    for element in elements(path, lambda element: local_name(element.tag) in ("category", "thread", "post")):
        return child_text(element, "forum")[:200] if local_name(element.tag) == "category" else ""
    return ""


def _id(element: Element | None) -> str:
    if element is None:
        return ""
    found = next((value for key, value in element.attrib.items() if local_name(key) == "id"), "")
    return found[:MAX_REF_LENGTH]


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if local_name(child.tag) == name), None)


def _page(thread: Element) -> Page:
    return Page(
        ref=_id(thread),
        url=child_text(thread, "link"),
        title=child_text(thread, "title"),
        slug=child_text(thread, "id"),
    )


def _record(post: Element, pages: dict[str, Page]) -> CommentRecord:
    author = _child(post, "author")
    thread = _id(_child(post, "thread"))
    states = (("isSpam", "spam"), ("isDeleted", "deleted"))
    state = next((value for name, value in states if child_text(post, name) == "true"), "visible")
    if state == "visible" and child_text(post, "isApproved") == "false":
        state = "unapproved"
    return CommentRecord(
        ref=_id(post),
        page=pages.get(thread, Page(thread or "?")),
        text=plain_text(child_text(post, "message")),
        name=plain_text(child_text(author, "name")),
        email=child_text(author, "email"),
        url=child_text(author, "link"),
        posted_at=date(child_text(post, "createdAt")),
        parent=_id(_child(post, "parent")),
        state=state,
    )


FORMAT = CommentFormat(
    key="disqus",
    summary="Disqus's export",
    root="disqus",
    read=read,
    read_source=read_source,
)
