"""What was seen of a file: its records, and whether they can be all of its source's."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coworking.database.writing.spooled import SpooledDict
from spaces.importers.reading import Reading
from spaces.importers.record import SpaceRecord


class SeenRecords:
    """The records of one file, in bounded memory.

    `count` is how many ids of places to work it has, and `newest_date` the date of the data, as the records
    have it.
    """

    def __init__(self) -> None:
        self._usable, self._unusable = SpooledDict(), SpooledDict()
        self.count = 0
        self.newest_date = ""
        self._damaged = self._without_id = 0

    def __contains__(self, ref: str) -> bool:
        """Whether the file has a record of that id, even if it could not be used."""
        return ref in self._usable or ref in self._unusable

    def add(self, record: SpaceRecord) -> bool:
        """Add a record that can be used; returns whether it is the first of its id."""
        self._damaged += record.is_damaged
        is_first = self._usable.setdefault(record.ref, "")
        self.count += is_first
        return is_first

    def add_unusable(self, record: SpaceRecord) -> None:
        """Add a record with a problem."""
        self._damaged += record.is_damaged
        if not record.is_no_place and not record.is_damaged:
            self.count += self._unusable.setdefault(record.ref, "")
            self._without_id += record.row_key is None

    def add_date(self, record: SpaceRecord) -> None:
        """Add the date of a record, unless the record was checked on a day of its own."""
        if not record.has_own_date:
            self.newest_date = max(self.newest_date, record.as_of)

    def why_incomplete(self, reading: Reading) -> str:
        """Why the file does not count as complete, whatever the importing person states; "" if it may."""
        if not reading.is_complete:
            return _("it says itself that something is missing")
        if self._damaged:
            message = ngettext("%(count)s row is damaged", "%(count)s rows are damaged", self._damaged)
            return message % {"count": self._damaged}
        if not reading.has_ids and self._without_id:
            return _("a row without an id was skipped, and may be any")
        return "" if self.count else _("there is no place to work in it")
