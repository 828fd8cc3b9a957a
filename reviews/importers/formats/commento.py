"""Commento's export (JSON, version 1; Commento++ too): comments, and the accounts of those who wrote them."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coworking.database.writing.spooled import SpooledDict
from coworking.files.json_stream import items
from reviews.comments.choices import SourceReason
from reviews.importers.formats.base import CommentFile, CommentFormat, Note
from reviews.importers.formats.json_values import objects, text
from reviews.importers.html import plain_text
from reviews.importers.record import MAX_REF_LENGTH, CommentRecord, Page, date_of_json

STATES = {"": "visible", "approved": "visible", "unapproved": SourceReason.UNAPPROVED}


def read(path: Path, note: Note) -> Iterator[CommentRecord]:
    """The comments of a file. The file is read twice, as the accounts come after the comments."""
    accounts = SpooledDict()
    for account in objects(items(path, "commenters.item"), note):
        accounts[text(account, "commenterHex")] = json.dumps(
            {key: text(account, key) for key in ("name", "email", "link")}
        )
    for comment in objects(items(path, "comments.item"), note):
        key = text(comment, "commenterHex")
        yield _record(comment, "" if key == "anonymous" else key, json.loads(accounts.get(key) or "{}"))


def read_source(path: Path) -> str:
    """The domain of the first comment, or ""."""
    return text(next(objects(items(path, "comments.item"), lambda ref, what: None), {}), "domain")[:200]


def _record(comment: dict[str, Any], account: str, author: dict[str, str]) -> CommentRecord:
    domain, path = text(comment, "domain"), text(comment, "url") or text(comment, "path")
    url = f"https://{domain}{path}" if domain and not path.startswith(("http://", "https://")) else path
    parent = text(comment, "parentHex")
    state = text(comment, "state")
    return CommentRecord(
        ref=text(comment, "commentHex")[:MAX_REF_LENGTH],
        page=Page(url or "?", url),
        text=plain_text(text(comment, "markdown") or text(comment, "html")),
        name=plain_text(author.get("name", "")),
        email=author.get("email", ""),
        account=account,
        url=author.get("link", ""),
        posted_at=date_of_json(comment.get("creationDate")),
        parent="" if parent == "root" else parent[:MAX_REF_LENGTH],
        state=SourceReason.DELETED if comment.get("deleted") is True else STATES.get(state, state),
    )


def _recognises(file: CommentFile) -> bool:
    return file.text.startswith("{") and '"commentHex"' in file.text


FORMAT = CommentFormat(
    key="commento", summary="Commento's export", recognises=_recognises, read=read, read_source=read_source
)
