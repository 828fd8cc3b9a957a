"""Replies find what they answer, whatever the order in the file, and know the topmost comment above them.

Nearly all come after what they answer: those are attached with their batch. The others wait for the end of
the file; two numbers for each stay in memory then.
"""

from collections.abc import Iterable, Iterator
from itertools import islice

from coworking.database import bulk
from coworking.database.spooled import SpooledList
from reviews.comments.models import Comment
from reviews.importers.existing import Taken
from reviews.importers.models import ImportedComment
from reviews.importers.report import Report

BATCH = 1000


class Replies:
    def __init__(self, source: str, report: Report):
        self.source, self.report = source, report
        self.waiting = SpooledList()

    def attach(self, taken: list[Taken]) -> None:
        """Give a batch's new comments their parents; a parent is always older, so there can be no ring."""
        asking = [one for one in taken if one.record.parent and one.copy is None]
        parents = self._by_ref({one.record.parent for one in asking})
        roots = _roots(parents.values())
        found: list[tuple[int, int, int]] = []
        for one in asking:
            pk, parent = one.comment.pk, parents.get(one.record.parent)
            if parent is None or parent > pk:
                self.waiting.append((pk, one.record.parent, one.record.ref or one.record.page.title))
            elif parent < pk:
                roots[pk] = roots[parent]
                found.append((pk, parent, roots[pk]))
        _write(found)

    def finish(self) -> None:
        """Attach those that came before what they answer. Of those that answer in a ring one stands alone."""
        links = dict(self._links())
        above = _Above({pk: top for pk, (_parent, top) in links.items()})
        tops = {pk: above.top(pk) for pk in links}
        found = [(pk, links[pk][0], top) for pk, top in tops.items() if pk in above.links]
        _write(found)
        _move_below(found)

    def _links(self) -> Iterator[tuple[int, tuple[int, int]]]:
        """(reply, (its parent, the topmost comment above the parent so far)) of those that waited."""
        waiting = iter(self.waiting)
        while batch := list(islice(waiting, BATCH)):
            parents = self._by_ref({ref for _pk, ref, _where in batch})
            roots = _roots(parents.values())
            for pk, ref, where in batch:
                parent = parents.get(ref)
                if parent is None:
                    self.report.note(where, f"its parent {ref} is missing; it stands on its own")
                elif parent != pk:
                    yield pk, (parent, roots[parent])

    def _by_ref(self, refs: set[str]) -> dict[str, int]:
        """{id at the source: the comment that it became}; of two that bear one id the first."""
        rows = ImportedComment.objects.filter(source=self.source, ref__in=refs).exclude(comment=None)
        return dict(rows.order_by("-pk").values_list("ref", "comment"))


class _Above:
    """Who stands above whom among the tops of threads of talk; a link that would close a ring is dropped."""

    def __init__(self, links: dict[int, int]):
        self.links = links
        self.known: dict[int, int] = {}

    def top(self, pk: int) -> int:
        """The topmost comment above one that waited."""
        path = [pk]
        seen = {pk}
        while path[-1] in self.links and path[-1] not in self.known:
            above = self.links[path[-1]]
            if above in seen:
                del self.links[above]
            path.append(above)
            seen.add(above)
        top = self.known.get(path[-1], path[-1])
        self.known |= dict.fromkeys(path, top)
        return top


def _roots(pks: Iterable[int]) -> dict[int, int]:
    """{comment: the topmost above it, itself where it is that}"""
    rows = Comment.objects.filter(pk__in=set(pks)).values_list("pk", "root")
    return {pk: root or pk for pk, root in rows}


def _write(found: list[tuple[int, int, int]]) -> None:
    """Save (comment, its parent, its root)."""
    pks, parents, roots = zip(*found, strict=True) if found else ((), (), ())
    bulk.update_columns(Comment, "id", pks, {"parent_id": parents, "root_id": roots})


def _move_below(found: list[tuple[int, int, int]]) -> None:
    """What stood below these has another root now."""
    pks, roots = [pk for pk, _parent, _root in found], [root for _pk, _parent, root in found]
    bulk.update_columns(Comment, "root_id", pks, {"root_id": roots})
