"""Where imported comments stand: the thread of the space that their page is about, or one that waits."""

from dataclasses import dataclass

from reviews.comments.models import ImportedThread, Thread
from reviews.comments.thread_page import open_thread
from reviews.importers.record import Page
from reviews.importers.report import Report
from reviews.importers.thread_mapping import place


@dataclass(frozen=True, slots=True)
class Place:
    """Keys of the thread and of the imported thread."""

    thread: int
    imported: int


class ThreadFinder:
    """Finds or makes the threads of a batch of pages; two numbers for each page stay in mind."""

    def __init__(self, source: str, report: Report, by_url: dict[str, str]):
        self.source, self.report, self.by_url = source, report, by_url
        self.places: dict[str, Place] = {}

    def find(self, pages: list[Page]) -> list[Place]:
        """Where each page's comments stand."""
        unknown = {page.ref[:200]: page for page in reversed(pages) if page.ref[:200] not in self.places}
        rows = ImportedThread.objects.filter(source=self.source, ref__in=unknown)
        for ref, thread, pk in rows.values_list("ref", "thread", "pk"):
            self.places[ref] = Place(thread, pk)
        for ref in reversed(unknown):
            if ref not in self.places:
                self.places[ref] = self._make(unknown[ref])
        return [self.places[page.ref[:200]] for page in pages]

    def _make(self, page: Page) -> Place:
        space = place(page, self.by_url)
        if space is None:
            self.report.note(
                page.url or page.title or page.ref, "matches no space; waits among unassigned threads"
            )
        thread = open_thread(space) if space else Thread.objects.create(title=page.title[:300])
        imported = ImportedThread.objects.create(
            source=self.source, ref=page.ref[:200], url=page.url[:1000], title=page.title[:300], thread=thread
        )
        return Place(thread.pk, imported.pk)
