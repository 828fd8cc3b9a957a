"""Linking replies to their parents and roots, whatever the order of the file.

Nearly all replies come after their parents: those are linked with their batch. The others wait for the end of
the file, in a temporary file; two numbers for each are in memory then.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple

from coworking.database import bulk
from coworking.database.writing.short_transactions import short_transaction
from coworking.database.writing.spooled import SpooledList
from coworking.files.import_report import ImportReport
from reviews.comments.models import Comment
from reviews.importers.existing import StoredRecord
from reviews.importers.models import ImportedComment
from reviews.importers.record import CommentRecord

BATCH = 1000


class Link(NamedTuple):
    """Primary keys of a reply, its parent, and the topmost comment above it."""

    reply: int
    parent: int
    root: int


class ReplyLinker:
    """Links the replies of one source's comments."""

    def __init__(self, source: str, report: ImportReport):
        self.source, self.report = source, report
        self._waiting = SpooledList()

    def link_batch(self, stored: list[StoredRecord]) -> None:
        """Link a batch's new replies. Here a parent is always older than its reply: there can be no cycle."""
        replies = [one for one in stored if one.record.parent and one.duplicate is None]
        parents = self._comments_by_ref({one.record.parent for one in replies})
        roots = _roots(parents.values())
        links = []
        for one in replies:
            pk, parent = one.comment.pk, parents.get(one.record.parent)
            if parent is None or parent > pk:
                self._waiting.append((pk, one.record.parent, one.record.ref or one.record.page.title))
            elif parent < pk:
                roots[pk] = roots[parent]
                links.append(Link(pk, parent, roots[pk]))
        _save(links)

    def wait_again(self, records: list[CommentRecord]) -> None:
        """Look again for the parents of imported replies without one: an import may have stopped before."""
        replies = {(record.ref, record.digest): record for record in records if record.parent}
        refs = {ref for ref, _digest in replies}
        rows = ImportedComment.objects.filter(source=self.source, ref__in=refs, duplicate=None)
        rows = rows.filter(comment__parent=None).exclude(comment=None)
        for ref, digest, pk in rows.values_list("ref", "digest", "comment"):
            if record := replies.get((ref, digest)):
                self._waiting.append((pk, record.parent, record.ref or record.page.title))

    def finish(self) -> None:
        """Link the replies that came before their parents. Of a cycle of replies one becomes a root."""
        waiting = {link.reply: link for link in self._waiting_links()}
        finder = _RootFinder({pk: link.root for pk, link in waiting.items()})
        roots = {pk: finder.find(pk) for pk in waiting}
        links = [Link(pk, waiting[pk].parent, root) for pk, root in roots.items() if pk in finder.tops]
        for start in range(0, len(links), BATCH):
            batch = links[start : start + BATCH]
            with short_transaction():
                _save(batch)
                # Replies to these have another root now.
                roots_of = {"root_id": [link.root for link in batch]}
                bulk.update_columns(Comment, "root_id", [link.reply for link in batch], roots_of)

    def _waiting_links(self) -> Iterator[Link]:
        """The links of the replies that waited, with the root of their parent so far."""
        waiting = iter(self._waiting)
        while batch := list(islice(waiting, BATCH)):
            parents = self._comments_by_ref({ref for _pk, ref, _where in batch})
            roots = _roots(parents.values())
            for pk, ref, where in batch:
                parent = parents.get(ref)
                if parent is None:
                    self.report.note(where, f"its parent {ref} is missing; it stands on its own")
                elif parent != pk:
                    yield Link(pk, parent, roots[parent])

    def _comments_by_ref(self, refs: set[str]) -> dict[str, int]:
        """{id at the source: primary key of its comment}; of two with the same id the first."""
        rows = ImportedComment.objects.filter(source=self.source, ref__in=refs).exclude(comment=None)
        return dict(rows.order_by("-pk").values_list("ref", "comment"))


class _RootFinder:
    """Finds the roots of waiting replies. `tops` is {reply: the topmost comment above its parent so far}.

    A link that would close a cycle is removed from `tops`.
    """

    def __init__(self, tops: dict[int, int]):
        self.tops = tops
        self._known: dict[int, int] = {}

    def find(self, pk: int) -> int:
        """The topmost comment above a waiting reply."""
        path = [pk]
        seen = {pk}
        while path[-1] in self.tops and path[-1] not in self._known:
            above = self.tops[path[-1]]
            if above in seen:
                del self.tops[above]
            path.append(above)
            seen.add(above)
        root = self._known.get(path[-1], path[-1])
        self._known |= dict.fromkeys(path, root)
        return root


def _roots(pks: Iterable[int]) -> dict[int, int]:
    """{comment: the topmost comment above it, itself where it has no parent}"""
    rows = Comment.objects.filter(pk__in=set(pks)).values_list("pk", "root")
    return {pk: root or pk for pk, root in rows}


def _save(links: list[Link]) -> None:
    pks = [link.reply for link in links]
    columns = {"parent_id": [link.parent for link in links], "root_id": [link.root for link in links]}
    bulk.update_columns(Comment, "id", pks, columns)
