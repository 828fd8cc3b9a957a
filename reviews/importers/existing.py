"""Which imported comments stand, and which are folded into one that does, judged in the order of the file."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from coworking.database import bulk
from reviews.comments.models import Comment, DuplicateComment, Reason, State
from reviews.fingerprint import fingerprint
from reviews.importers.record import Record
from reviews.importers.threads import Place

Key = tuple[int, int, str, str]  # what the constraint `comment_stands_once` holds
CHANGED = ("text", "state", "held_because", "posted_at", "copy_count")


@dataclass(slots=True)
class Taken:
    """What became of a record: the comment that stands, and the copy if it was folded into it."""

    record: Record
    comment: Comment
    copy: DuplicateComment | None
    outcome: str


class Standing:
    """The comments that one batch may meet. `write` saves what `take` judged."""

    def __init__(self, source: str, records: list[Record], places: list[Place], authors: list[int]):
        self.source = source
        self.new: list[Comment] = []
        self.copies: list[tuple[Comment, DuplicateComment]] = []
        self.changed: dict[int, Comment] = {}
        self.asked = [
            (record, place, key_of(record, place, author))
            for record, place, author in zip(records, places, authors, strict=True)
        ]
        self.standing = self._look_up({key for _record, _place, key in self.asked})

    def take_all(self) -> list[Taken]:
        return list(self._take_each())

    def write(self) -> None:
        bulk.insert_keyed(Comment, self.new)
        for comment, copy in self.copies:
            copy.comment_id = comment.pk
        bulk.insert_keyed(DuplicateComment, [copy for _comment, copy in self.copies])
        for comment in self.changed.values():
            Comment.objects.filter(pk=comment.pk).update(**{name: getattr(comment, name) for name in CHANGED})

    def _look_up(self, keys: set[Key]) -> dict[Key, Comment]:
        """Those that stand already, locked until the import is done."""
        alike = Comment.objects.filter(fingerprint__in={key[2] for key in keys})
        rows = alike.values_list("pk", "author", "thread", "fingerprint", "variant")
        found = [pk for pk, *key in rows.iterator() if tuple(key) in keys]
        comments = Comment.objects.select_for_update().filter(pk__in=found)
        return {(c.author_id, c.thread_id, c.fingerprint, c.variant): c for c in comments}

    def _take_each(self) -> Iterator[Taken]:
        for record, place, key in self.asked:
            comment = self.standing.get(key)
            if comment is None:
                self.standing[key] = comment = self._begin(record, place, key)
                held = comment.state == State.HELD
                yield Taken(
                    record, comment, None, "held" if held else "pingback" if record.is_pingback else "created"
                )
            else:
                yield self._fold(record, comment, key[0])

    def _begin(self, record: Record, place: Place, key: Key) -> Comment:
        held = "" if record.state == "visible" else record.state
        comment = Comment(
            author_id=key[0],
            thread_id=key[1],
            fingerprint=key[2],
            variant=key[3],
            text=record.text,
            state=State.HELD if held else State.VISIBLE,
            held_because=held[:200],
            is_pingback=record.is_pingback,
            url=record.url[:1000] if record.url.startswith(("http://", "https://")) else "",
            posted_at=record.posted_at or timezone.now(),
            has_date=record.posted_at is not None,
            origin_id=place.imported,
        )
        self.new.append(comment)
        return comment

    def _fold(self, record: Record, comment: Comment, author: int) -> Taken:
        exact = record.text == comment.text
        copy = DuplicateComment(
            author_id=author,
            text=record.text,
            reason=Reason.EXACT if exact else Reason.NORMALISED,
            posted_at=record.posted_at or timezone.now(),
            source=self.source,
        )
        self.copies.append((comment, copy))
        comment.copy_count += 1
        # The comment that stands is the earliest that was let through, in whatever order the file tells them.
        if record.state == "visible" and comment.state == State.HELD and comment.origin_id:
            comment.state, comment.held_because = State.VISIBLE, ""
        if record.posted_at and comment.has_date and record.posted_at < comment.posted_at:
            copy.posted_at, copy.text = comment.posted_at, comment.text
            comment.posted_at, comment.text = record.posted_at, record.text
        if comment.pk:
            self.changed[comment.pk] = comment
        return Taken(record, comment, copy, "duplicate_exact" if exact else "duplicate_normalised")


def key_of(record: Record, place: Place, author: int) -> Key:
    return author, place.thread, fingerprint(record.text), "pingback" if record.is_pingback else ""
