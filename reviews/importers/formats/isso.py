"""Isso's generic JSON: a list of threads with their comments.

Format: https://github.com/isso-comments/isso/blob/master/docs/docs/extras/advanced-migration.rst
`parent` and `mode` are those of its database, which scripts add.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coworking.files.json_stream import items
from reviews.comments.choices import SourceReason
from reviews.importers.formats.base import CommentFile, CommentFormat, Note
from reviews.importers.formats.json_values import objects, text
from reviews.importers.html import plain_text
from reviews.importers.record import MAX_REF_LENGTH, CommentRecord, Page, date_of_json

STATES = {"2": SourceReason.UNAPPROVED, "4": SourceReason.DELETED}


def read(path: Path, note: Note) -> Iterator[CommentRecord]:
    """The comments of all threads, one thread in memory at a time."""
    for thread in objects(items(path, "item"), note):
        url = text(thread, "id")
        page = Page(url or text(thread, "title") or "?", url, plain_text(text(thread, "title")))
        for comment in objects(thread.get("comments"), note):
            yield _record(comment, page)


def read_source(path: Path) -> str:
    """The URL of the first thread, where it is a whole one; else ""."""
    first = next(objects(items(path, "item"), lambda ref, what: None), {})
    return text(first, "id")[:200] if text(first, "id").startswith(("http://", "https://")) else ""


def _record(comment: dict[str, Any], page: Page) -> CommentRecord:
    return CommentRecord(
        ref=_ref(page, text(comment, "id")),
        page=page,
        text=plain_text(text(comment, "text")),
        name=plain_text(text(comment, "author")),
        email=text(comment, "email"),
        url=text(comment, "website"),
        posted_at=date_of_json(comment.get("created")),
        parent=_ref(page, text(comment, "parent")),
        state=STATES.get(text(comment, "mode"), "visible"),
    )


def _ref(page: Page, number: str) -> str:
    """The id of a comment: its number is unique in its thread only."""
    return f"{number} of {page.ref}"[:MAX_REF_LENGTH] if number else ""


def _recognises(file: CommentFile) -> bool:
    return file.text.startswith("[") and '"comments"' in file.text


FORMAT = CommentFormat(
    key="isso", summary="Isso's generic JSON", recognises=_recognises, read=read, read_source=read_source
)
