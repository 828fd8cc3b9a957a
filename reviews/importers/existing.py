"""New comments and duplicates: a batch of records is compared with itself and with what is there already.

The records are taken in the order of the file.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils import timezone

from coworking.database import bulk
from reviews.comments.authors import banned_authors
from reviews.comments.choices import CommentState, PendingReason
from reviews.comments.models import Comment
from reviews.duplicates.models import DuplicateComment, DuplicateReason
from reviews.fingerprint import fingerprint
from reviews.importers.record import CommentRecord
from reviews.importers.threads import ThreadKeys
from reviews.moderation.rejected_texts import RejectedTexts

CHANGED_COLUMNS = ("text", "state", "pending_reason", "posted_at", "rating", "duplicate_count")


class CommentKey(NamedTuple):
    """What is unique among comments (the constraint `comment_once`)."""

    author: int
    thread: int
    fingerprint: str
    variant: str


@dataclass(slots=True)
class StoredRecord:
    """What became of a record: its comment, and the duplicate if it was merged into that."""

    record: CommentRecord
    comment: Comment
    duplicate: DuplicateComment | None
    outcome: str


class BatchMerger:
    """Makes comments and duplicates out of one batch of records. `save` writes what `merge` decided.

    `threads` and `authors` are those of each record.
    """

    def __init__(
        self,
        source: str,
        records: Sequence[CommentRecord],
        threads: Sequence[ThreadKeys],
        authors: Sequence[int],
    ):
        self.source = source
        self.new: list[Comment] = []
        self.duplicates: list[tuple[Comment, DuplicateComment]] = []
        self.changed: dict[int, Comment] = {}
        self.keyed_records = [
            (record, thread, key_of(record, thread, author))
            for record, thread, author in zip(records, threads, authors, strict=True)
        ]
        self.existing = self._load_existing({key for _record, _thread, key in self.keyed_records})

        self.banned = banned_authors(authors)
        self.rejected = RejectedTexts(key.fingerprint for _record, _thread, key in self.keyed_records)

    def merge(self) -> list[StoredRecord]:
        """Decide about every record: each becomes a new comment, or a duplicate of one."""
        stored = []
        for record, thread, key in self.keyed_records:
            comment = self.existing.get(key)
            if comment:
                stored.append(self._make_duplicate(record, comment, key.author))
                continue
            self.existing[key] = comment = self._make_comment(record, thread, key)
            is_pending = comment.state == CommentState.PENDING
            outcome = "held" if is_pending else "pingback" if record.is_pingback else "created"
            stored.append(StoredRecord(record, comment, None, outcome))
        return stored

    def save(self) -> None:
        """Write new comments, duplicates and changed comments."""
        bulk.insert_with_keys(Comment, self.new)
        for comment, duplicate in self.duplicates:
            duplicate.comment_id = comment.pk
        bulk.insert_with_keys(DuplicateComment, [duplicate for _comment, duplicate in self.duplicates])
        for comment in self.changed.values():
            columns = {name: getattr(comment, name) for name in CHANGED_COLUMNS}
            Comment.objects.filter(pk=comment.pk).update(**columns)

    def _load_existing(self, keys: set[CommentKey]) -> dict[CommentKey, Comment]:
        """The comments of these keys, locked until the import is done."""
        alike = Comment.objects.filter(fingerprint__in={key.fingerprint for key in keys})
        rows = alike.values_list("pk", "author", "thread", "fingerprint", "variant")
        found = [pk for pk, *key in rows.iterator() if tuple(key) in keys]
        comments = Comment.objects.select_for_update().filter(pk__in=found).order_by("pk")
        return {CommentKey(c.author_id, c.thread_id, c.fingerprint, c.variant): c for c in comments}

    def _make_comment(self, record: CommentRecord, thread: ThreadKeys, key: CommentKey) -> Comment:
        pending_reason = self._pending_reason(record, key)
        comment = Comment(
            author_id=key.author,
            thread_id=key.thread,
            fingerprint=key.fingerprint,
            variant=key.variant,
            text=record.text,
            state=CommentState.PENDING if pending_reason else CommentState.VISIBLE,
            pending_reason=pending_reason[:200],
            is_pingback=record.is_pingback,
            rating=record.rating,
            url=record.url[:1000] if record.url.startswith(("http://", "https://")) else "",
            posted_at=record.posted_at or timezone.now(),
            has_date=record.posted_at is not None,
            origin_id=thread.imported_thread,
        )
        self.new.append(comment)
        return comment

    def _pending_reason(self, record: CommentRecord, key: CommentKey) -> str:
        """Why a record waits for a moderator, whatever its source says; "" when it is published."""
        if key.author in self.banned:
            return PendingReason.BANNED
        if self.rejected.resembles(key.author, key.thread, key.fingerprint, record.text):
            return PendingReason.LIKE_REJECTED
        return "" if record.state == "visible" else record.state

    def _make_duplicate(self, record: CommentRecord, comment: Comment, author: int) -> StoredRecord:
        is_exact = record.text == comment.text
        duplicate = DuplicateComment(
            author_id=author,
            text=record.text,
            reason=DuplicateReason.EXACT if is_exact else DuplicateReason.NORMALISED,
            posted_at=record.posted_at or timezone.now(),
            source=self.source,
        )
        self.duplicates.append((comment, duplicate))
        comment.duplicate_count += 1
        comment.rating = comment.rating or record.rating
        # Whatever the order of the file, the comment is the earliest of all, and visible if one of them was.
        # What is pending by the rules of this site stays pending.
        source_decides = comment.origin_id and comment.pending_reason not in PendingReason.values
        if record.state == "visible" and comment.state == CommentState.PENDING and source_decides:
            comment.state, comment.pending_reason = CommentState.VISIBLE, ""
        if record.posted_at and comment.has_date and record.posted_at < comment.posted_at:
            duplicate.posted_at, duplicate.text = comment.posted_at, comment.text
            comment.posted_at, comment.text = record.posted_at, record.text
        if comment.pk:
            self.changed[comment.pk] = comment
        outcome = "duplicate_exact" if is_exact else "duplicate_normalised"
        return StoredRecord(record, comment, duplicate, outcome)


def key_of(record: CommentRecord, thread: ThreadKeys, author: int) -> CommentKey:
    variant = "pingback" if record.is_pingback else ""
    return CommentKey(author, thread.thread, fingerprint(record.text), variant)
