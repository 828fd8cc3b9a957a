"""Rows without an id are known again by their name and city, whose address may be corrected.

Of several rows with one name in one city, as the branches of a chain are, the address or the position says
which is which; of what remains, the order in the file does. The ids of an earlier version, which changed with
the address, are replaced as they are met.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from django.utils.translation import gettext as _

from coworking.database.writing.spooled import SpooledDict
from coworking.i18n.normalize import normalize_name
from spaces.importers.record import SpaceRecord
from spaces.importers.store.match import is_same_place, point_of
from spaces.provenance.models import Source, Statement

NUMBER = " #"  # before the number of the second row of a name, and of those after it
MAX_SENTENCES = 20


class RowMatcher:
    """Finds the ids of rows without one, a batch at a time, within one source and file."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._addresses, self._taken = SpooledDict(), SpooledDict()
        self._shared: Counter[str] = Counter()

    def assign(self, records: Sequence[SpaceRecord]) -> None:
        """Set `ref` of the records that have a row key; a row that stands twice gets its `problem`."""
        groups: dict[str, list[SpaceRecord]] = defaultdict(list)
        for record in records:
            if record.row_key and not record.problem:
                if self._addresses.setdefault(record.row_key.address, ""):
                    groups[record.row_key.name].append(record)
                else:
                    record.problem = _("the same name and address stand twice in this file")
        if groups:
            statements = self._statements(groups)
            for name, members in groups.items():
                self._assign_group(name, members, statements)

    def sentences(self) -> Iterator[str]:
        """A sentence on each name that several rows have in one city."""
        for name, count in self._shared.most_common(MAX_SENTENCES):
            message = _("%(count)s rows are “%(name)s”: their addresses and positions tell them apart")
            yield message % {"count": count, "name": name}
        more = len(self._shared) - MAX_SENTENCES
        if more > 0:
            yield _("%(count)s more names are those of several rows in one city") % {"count": more}

    @cached_property
    def _numbered(self) -> dict[str, list[str]]:
        """{name: the further ids of the source's rows of that name}"""
        found: dict[str, list[str]] = defaultdict(list)
        rows = Statement.objects.filter(source=self.source, replaced_at=None, ref__contains=NUMBER)
        for ref in rows.order_by("pk").values_list("ref", flat=True).iterator():
            found[ref.rpartition(NUMBER)[0]].append(ref)
        return found

    def _statements(self, groups: dict[str, list[SpaceRecord]]) -> dict[str, Statement]:
        """{ref: statement} of all that the rows may be."""
        refs = {ref for name in groups for ref in (name, *self._numbered.get(name, ()))}
        keys = (record.row_key for members in groups.values() for record in members)
        refs |= {key.earlier_ref for key in keys if key}
        rows = Statement.objects.filter(source=self.source, replaced_at=None, ref__in=refs)
        return {row.ref: row for row in rows}

    def _assign_group(self, name: str, members: list[SpaceRecord], statements: dict[str, Statement]) -> None:
        refs = [name, *self._numbered.get(name, ())]
        known = {ref: statements[ref] for ref in refs if ref in statements and ref not in self._taken}
        unmatched = []
        for record in members:
            assert record.row_key
            same = next((ref for ref, row in known.items() if _same_address(record, row)), "")
            earlier = statements.get(record.row_key.earlier_ref)
            if same:
                self._take(record, same)
                del known[same]
            elif earlier and record.row_key.earlier_ref not in self._taken:
                self._take(record, record.row_key.earlier_ref)
                self._take(record, self._new_ref(name, known))
                Statement.objects.filter(pk=earlier.pk).update(ref=record.ref)
            else:
                unmatched.append(record)
        is_alone = len(members) == len(refs) == 1
        for record in unmatched:
            corrected = next((ref for ref, row in known.items() if is_alone or _may_be(record, row)), "")
            known.pop(corrected, None)
            self._take(record, corrected or self._new_ref(name, known))

    def _new_ref(self, name: str, known: dict[str, Statement]) -> str:
        """An id that no row of the file or the site has; a number follows the name where it is taken."""
        numbered = self._numbered[name]
        if name not in self._taken and name not in known and not numbered:
            return name
        number = 2
        while f"{name}{NUMBER}{number}" in numbered:
            number += 1
        numbered.append(f"{name}{NUMBER}{number}")
        return numbered[-1]

    def _take(self, record: SpaceRecord, ref: str) -> None:
        record.ref = ref
        self._taken[ref] = ""
        if NUMBER in ref and record.row_key:
            name = record.row_key.name
            self._shared[name] = self._shared[name] + 1 if name in self._shared else 2


def _address(facts: dict[str, object]) -> tuple[str, str]:
    return normalize_name(str(facts.get("street", ""))), normalize_name(str(facts.get("postcode", "")))


def _same_address(record: SpaceRecord, row: Statement) -> bool:
    """Whether both have one address, or stand within 100 m of each other."""
    stored = (row.facts.get("latitude"), row.facts.get("longitude"))
    if None not in stored and None not in point_of(record):
        return is_same_place(point_of(record), stored)
    return any(_address(record.facts)) and _address(record.facts) == _address(row.facts)


def _may_be(record: SpaceRecord, row: Statement) -> bool:
    """Whether nothing shows that they are at different places: then the address was corrected."""
    return None in point_of(record) or row.facts.get("latitude") is None
