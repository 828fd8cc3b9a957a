"""The threads of imported comments: that of the space that their page is about, or an unassigned one."""

from typing import NamedTuple

from coworking.files.import_report import ImportReport
from reviews.comments.models import ImportedThread, Thread
from reviews.comments.queries import get_or_create_thread
from reviews.importers.record import Page
from reviews.importers.thread_mapping import find_space


class ThreadKeys(NamedTuple):
    """Primary keys of a thread and of the imported thread (a source's page) whose comments it holds."""

    thread: int
    imported_thread: int


class ThreadFinder:
    """Finds or makes the threads of a source's pages. Two keys for each page stay in memory.

    `slugs_by_url` is the operator's own mapping of pages (`thread_mapping.read_map`).
    """

    def __init__(self, source: str, report: ImportReport, slugs_by_url: dict[str, str]):
        self.source, self.report, self.slugs_by_url = source, report, slugs_by_url
        self._keys: dict[str, ThreadKeys] = {}

    def find(self, pages: list[Page]) -> list[ThreadKeys]:
        """The thread of each page."""
        unknown = {page.ref[:200]: page for page in reversed(pages) if page.ref[:200] not in self._keys}
        rows = ImportedThread.objects.filter(source=self.source, ref__in=unknown)
        for ref, thread, pk in rows.values_list("ref", "thread", "pk"):
            self._keys[ref] = ThreadKeys(thread, pk)
        for ref in reversed(unknown):
            if ref not in self._keys:
                self._keys[ref] = self._make(unknown[ref])
        return [self._keys[page.ref[:200]] for page in pages]

    def _make(self, page: Page) -> ThreadKeys:
        space = find_space(page, self.slugs_by_url)
        if space is None:
            self.report.note(
                page.url or page.title or page.ref, "matches no space; waits among unassigned threads"
            )
        thread = get_or_create_thread(space) if space else Thread.objects.create(title=page.title[:300])
        url = page.url if page.url.startswith(("http://", "https://")) else ""
        imported = ImportedThread.objects.create(
            source=self.source, ref=page.ref[:200], url=url[:1000], title=page.title[:300], thread=thread
        )
        return ThreadKeys(thread.pk, imported.pk)
