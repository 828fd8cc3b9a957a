"""From records to comments: each read ends as exactly one outcome, and the second run changes nothing."""

from collections.abc import Iterable
from itertools import islice

from django.db.models import F
from django.utils import timezone

from coworking.folding import fold
from reviews.authors import hash_address
from reviews.fingerprint import fingerprint
from reviews.importers.placing import place
from reviews.importers.record import Page, Record
from reviews.importers.report import Report
from reviews.models import Author, Comment, Copy, ImportedComment, ImportedThread, Reason, State, Thread
from reviews.near_matches import note_near_matches
from reviews.threads import open_thread

BATCH = 500
LONGEST = 20_000


class Store:
    """Takes the records of one source in. The command keeps one transaction around it."""

    def __init__(self, source: str, report: Report, by_url: dict[str, str] | None = None):
        self.source, self.report, self.by_url = source, report, by_url or {}
        self.threads: dict[str, ImportedThread] = {}
        self.authors: dict[str, Author] = {}
        self.seen: dict[str, str] = {}
        self.orphans: list[tuple[int, str, str]] = []
        self.nameless = 0

    def take(self, records: Iterable[Record]) -> int:
        """Store up to one batch of records. Returns how many there were."""
        batch = list(islice(records, BATCH))
        refs = {record.ref for record in batch}
        known = {
            (row.ref, row.digest): row
            for row in ImportedComment.objects.filter(source=self.source, ref__in=refs)
        }
        known_refs = {ref for ref, _digest in known}
        for record in batch:
            self._take(record, known, known_refs)
        return len(batch)

    def _take(self, record: Record, known: dict, known_refs: set[str]) -> None:
        where = record.ref or f"a comment on {record.page.title or record.page.ref}"
        if (record.ref, record.digest) in known:
            self.seen[record.ref] = record.digest
            self.report.add("unchanged")
        elif record.ref and self.seen.get(record.ref) == record.digest:
            self.report.add("unchanged")
        elif not record.text and not record.is_pingback:
            self.report.add("skipped", where, "it says nothing")
        elif len(record.text) > LONGEST:
            self.report.add("failed", where, f"longer than {LONGEST} characters")
        elif record.ref in known_refs and record.ref not in self.seen:
            self.seen[record.ref] = record.digest
            self.report.add("skipped", where, "changed at its source since; what was imported stands")
        else:
            self._store(record, where)

    def _store(self, record: Record, where: str) -> None:
        if record.ref and record.ref in self.seen:
            self.report.note(where, "another comment bears this id; both are kept")
        imported = self._thread(record.page)
        author = self._author(record)
        comment, copy, outcome = self._stand(record, imported, author)
        self.seen.setdefault(record.ref, record.digest)
        ImportedComment.objects.create(
            source=self.source,
            ref=record.ref,
            digest=record.digest,
            outcome=outcome,
            comment=comment,
            copy=copy,
        )
        if record.parent and copy is None:
            self.orphans.append((comment.pk, record.parent, where))
        self.report.add(outcome)

    def _stand(
        self, record: Record, imported: ImportedThread, author: Author
    ) -> tuple[Comment, Copy | None, str]:
        held = "" if record.state == "visible" else record.state
        comment, made = Comment.objects.get_or_create(
            thread=imported.thread,
            author=author,
            fingerprint=fingerprint(record.text),
            variant="pingback" if record.is_pingback else "",
            defaults={
                "text": record.text,
                "state": State.HELD if held else State.VISIBLE,
                "held_because": held[:200],
                "is_pingback": record.is_pingback,
                "url": record.url[:1000] if record.url.startswith(("http://", "https://")) else "",
                "posted_at": record.posted_at or timezone.now(),
                "has_date": record.posted_at is not None,
                "origin": imported,
            },
        )
        if made:
            note_near_matches(comment)
            outcome = "held" if held else "pingback" if record.is_pingback else "created"
            return comment, None, outcome
        return comment, *self._fold(comment, record, author)

    def _fold(self, comment: Comment, record: Record, author: Author) -> tuple[Copy, str]:
        exact = record.text == comment.text
        copy = Copy.objects.create(
            comment=comment,
            author=author,
            text=record.text,
            reason=Reason.EXACT if exact else Reason.NORMALISED,
            posted_at=record.posted_at or timezone.now(),
            source=self.source,
        )
        Comment.objects.filter(pk=comment.pk).update(copy_count=F("copy_count") + 1)
        # The comment that stands is the earliest that was let through, in whatever order the file tells them.
        if record.state == "visible" and comment.state == State.HELD and comment.origin_id:
            Comment.objects.filter(pk=comment.pk).update(state=State.VISIBLE, held_because="")
        if record.posted_at and comment.has_date and record.posted_at < comment.posted_at:
            Copy.objects.filter(pk=copy.pk).update(posted_at=comment.posted_at, text=comment.text)
            Comment.objects.filter(pk=comment.pk).update(posted_at=record.posted_at, text=record.text)
        return copy, "duplicate_exact" if exact else "duplicate_normalised"

    def finish(self) -> None:
        """Give replies their parents, whatever the order in the file, and roots to all."""
        touched = []
        orphans = iter(self.orphans)
        while batch := list(islice(orphans, BATCH)):
            parents = self._comments_by_ref({parent_ref for _pk, parent_ref, _where in batch})
            for pk, parent_ref, where in batch:
                parent = parents.get(parent_ref)
                if parent is None:
                    self.report.note(where, f"its parent {parent_ref} is missing; it stands on its own")
                elif parent != pk:
                    Comment.objects.filter(pk=pk, parent=None).update(parent=parent)
                    touched.append(pk)
        self._find_roots(touched)

    def _comments_by_ref(self, refs: set[str]) -> dict[str, int | None]:
        """{id at the source: the comment that it became}; of two that bear one id the first."""
        rows = ImportedComment.objects.filter(source=self.source, ref__in=refs).order_by("-pk")
        return dict(rows.values_list("ref", "comment"))

    @staticmethod
    def _find_roots(pks: list[int]) -> None:
        """Write down the topmost comment of each reply. Those that answer in a ring stand alone."""
        above = _Above(pks)
        for pk in pks:
            seen, root = {pk}, pk
            while (parent := above[root]) is not None and parent not in seen:
                seen.add(parent)
                root = parent
            if parent is not None:
                Comment.objects.filter(pk=pk).update(parent=None, root=None)
                above[pk] = None
            elif root != pk:
                Comment.objects.filter(pk=pk).update(root=root)

    def _thread(self, page: Page) -> ImportedThread:
        if page.ref not in self.threads:
            found = ImportedThread.objects.filter(source=self.source, ref=page.ref[:200]).first()
            self.threads[page.ref] = found or self._new_thread(page)
        return self.threads[page.ref]

    def _new_thread(self, page: Page) -> ImportedThread:
        space = place(page, self.by_url)
        if space is None:
            self.report.note(
                page.url or page.title or page.ref, "matches no space; waits among unassigned threads"
            )
        thread = open_thread(space) if space else Thread.objects.create(title=page.title[:300])
        return ImportedThread.objects.create(
            source=self.source, ref=page.ref[:200], url=page.url[:1000], title=page.title[:300], thread=thread
        )

    def _author(self, record: Record) -> Author:
        """Known by a hash of the address; else by the name within this source; else nobody known."""
        email_hash = hash_address(record.email) if record.email else ""
        name = record.name[:200]
        if email_hash:
            key = f"mail:{email_hash}"
        elif name:
            key = f"name:{self.source}:{fold(name) or name}"[:300]
        else:
            # Nobody known: the comment's own id keeps two nobodies apart.
            key = f"none:{self.source}:{record.ref or record.digest}"[:300]
        if key not in self.authors:
            defaults = {"name": name, "email_hash": email_hash}
            self.authors[key] = Author.objects.get_or_create(key=key, defaults=defaults)[0]
        return self.authors[key]


class _Above(dict[int, int | None]):
    """{comment: its parent}, asked of the database when it is not known yet."""

    def __init__(self, pks: list[int]):
        for start in range(0, len(pks), BATCH):
            rows = Comment.objects.filter(pk__in=pks[start : start + BATCH])
            self.update(rows.values_list("pk", "parent"))

    def __missing__(self, pk: int) -> int | None:
        self[pk] = Comment.objects.values_list("parent", flat=True).get(pk=pk)
        return self[pk]
