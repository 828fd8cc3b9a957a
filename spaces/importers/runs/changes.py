"""Records what an import changes of spaces that are there already, in a bounded number of queries.

The changes are {group: {name: [before, after]}}, where None is a value or a row that is not there. The groups
are the columns and amenities of the space, and its plans, names, events and waiting edits of imports.
`spaces.contributions.snapshots` does this for one decision on one space.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from spaces.directory.models import Space, SpaceAmenity, SpaceName
from spaces.history.models import HistoryEvent
from spaces.importers.runs.models import ImportedChange, ImportRun
from spaces.managers.fact_names import FACTS
from spaces.managers.models import SuggestedEdit
from spaces.pricing.models import Plan

COLUMNS = (*FACTS, "latitude", "longitude", "city_id")
Group = dict[str, Any]
Snapshot = dict[str, Group]


@contextmanager
def recorded_changes(run: ImportRun, spaces: Iterable[int], are_linked: bool = False) -> Iterator[None]:
    """Store what the block changes of the spaces with these keys.

    `are_linked` if their source speaks of them for the first time: then a row shows that they were there.
    """
    pks = sorted(set(spaces))
    before = snapshots(pks)
    yield
    after = snapshots(pks)
    rows = [ImportedChange(run=run, space_id=pk, changed=_difference(before[pk], after[pk])) for pk in pks]
    ImportedChange.objects.bulk_create((row for row in rows if row.changed or are_linked), batch_size=500)


def snapshots(spaces: list[int]) -> dict[int, Snapshot]:
    """{key of a space: what an import may change of it, in values that JSON can hold}"""
    found: dict[int, Snapshot] = defaultdict(lambda: defaultdict(dict))
    if not spaces:
        return found
    for values in Space.objects.filter(pk__in=spaces).values("pk", *COLUMNS):
        found[values.pop("pk")]["columns"] = values
    for amenity in SpaceAmenity.objects.filter(space__in=spaces):
        found[amenity.space_id]["amenities"][amenity.amenity_id] = amenity.text
    for plan in Plan.objects.filter(space__in=spaces):
        found[plan.space_id]["plans"][str(plan.pk)] = [plan.is_current, plan.as_of_basis]
    for name in SpaceName.objects.filter(space__in=spaces):
        found[name.space_id]["names"][name.name] = name.is_former
    for event in HistoryEvent.objects.filter(space__in=spaces):
        found[event.space_id]["events"][str(event.pk)] = event.type
    for edit in SuggestedEdit.objects.waiting().filter(space__in=spaces, member=None):
        value = [edit.fact, edit.value, edit.digest, edit.as_of]
        found[edit.space_id]["edits"][f"{edit.source_id} {edit.fact} {edit.digest}"] = value
    return found


def _difference(before: Snapshot, after: Snapshot) -> dict[str, Any]:
    """{group: {name: [before, after]}} of what differs."""
    changed = {group: _pairs(before[group], after[group]) for group in before.keys() | after.keys()}
    return {group: pairs for group, pairs in sorted(changed.items()) if pairs}


def _pairs(before: Group, after: Group) -> dict[str, list[Any]]:
    names = before.keys() | after.keys()
    return {n: [before.get(n), after.get(n)] for n in sorted(names) if before.get(n) != after.get(n)}
