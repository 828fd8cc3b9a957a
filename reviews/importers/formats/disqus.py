"""Disqus's export: threads, and posts that name their thread and parent by `dsq:id`.

Format: https://docs.disqus.com/developers/export/ (schema http://disqus.com/api/schemas/internals).
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree.ElementTree import Element

from coworking.files.xml_stream import child_text, elements, local_name
from reviews.comments.choices import SourceReason
from reviews.importers.formats.base import CommentFormat, Note, report_repairs
from reviews.importers.html import plain_text
from reviews.importers.record import MAX_REF_LENGTH, CommentRecord, Page, date


@dataclass(frozen=True)
class _Thread:
    """`state` is "visible", or why its posts are not shown."""

    page: Page
    state: str = "visible"


def read(path: Path, note: Note) -> Iterator[CommentRecord]:
    """The comments of all posts; the file is read again where posts come before their thread.

    The pages of all threads stay in memory.
    """
    threads: dict[str, _Thread] = {}
    late: set[str] = set()  # threads, some of whose posts come before them
    for element in _elements(path, report_repairs(note)):
        thread = _id(_child(element, "thread"))
        if local_name(element.tag) == "thread" and len(element):
            threads[_id(element)] = _thread(element)
        elif local_name(element.tag) == "post":
            if thread in threads and thread not in late:
                yield _record(element, threads[thread])
            else:
                late.add(thread)
    for element in _elements(path) if late else ():
        thread = _id(_child(element, "thread"))
        if local_name(element.tag) == "post" and thread in late:
            yield _record(element, threads.get(thread, _Thread(Page(thread or "?"))))


def _elements(path: Path, repaired: Callable[[int], object] = lambda count: None) -> Iterator[Element]:
    return elements(path, lambda element: local_name(element.tag) in ("thread", "post", "category"), repaired)


def read_source(path: Path) -> str:
    """The forum's short name, or ""."""
    for element in _elements(path):
        return child_text(element, "forum")[:200] if local_name(element.tag) == "category" else ""
    return ""


def _id(element: Element | None) -> str:
    if element is None:
        return ""
    found = next((value for key, value in element.attrib.items() if local_name(key) == "id"), "")
    return found[:MAX_REF_LENGTH]


def _child(element: Element, name: str) -> Element | None:
    return next((child for child in element if local_name(child.tag) == name), None)


def _thread(thread: Element) -> _Thread:
    page = Page(
        ref=_id(thread),
        url=child_text(thread, "link"),
        title=child_text(thread, "title"),
        slug=child_text(thread, "id"),
    )
    is_deleted = child_text(thread, "isDeleted") == "true"
    return _Thread(page, SourceReason.DELETED_PAGE if is_deleted else "visible")


def _record(post: Element, thread: _Thread) -> CommentRecord:
    author = _child(post, "author")
    return CommentRecord(
        ref=_id(post),
        page=thread.page,
        text=plain_text(child_text(post, "message")),
        name=plain_text(child_text(author, "name")),
        email=child_text(author, "email"),
        account=child_text(author, "username"),
        url=child_text(author, "link"),
        posted_at=date(child_text(post, "createdAt")),
        parent=_id(_child(post, "parent")),
        state=_state(post, thread),
    )


def _state(post: Element, thread: _Thread) -> str:
    if child_text(post, "isSpam") == "true":
        return SourceReason.SPAM
    if child_text(post, "isDeleted") == "true":
        return SourceReason.DELETED
    if child_text(post, "isApproved") == "false":
        return SourceReason.UNAPPROVED
    return thread.state


FORMAT = CommentFormat(
    key="disqus",
    summary="Disqus's export",
    recognises=lambda file: file.root == "disqus",
    read=read,
    read_source=read_source,
)
