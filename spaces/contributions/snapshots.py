"""Record what a decision changes of a space, so that it can be undone as long as nothing was built on it.

with recorded_changes(space) as changed: ...    `changed` goes into `SpaceLogEntry.before`
revert_changes(space, changed)                  raises NotPossible when something else was stated since
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, models
from django.utils.translation import gettext as _

from coworking.audit.registry import NotPossible
from spaces.directory import placed_positions
from spaces.directory.amenity_rows import amenities_of, change_amenities
from spaces.directory.models import Space, SpaceName
from spaces.history.models import HistoryEvent
from spaces.managers.fact_names import AMENITIES, FACTS
from spaces.managers.models import SuggestedEdit
from spaces.pricing.models import Plan
from spaces.provenance.models import Statement

Changes = dict[str, Any]
COLUMNS = (*FACTS, "latitude", "longitude", "is_published", "city_id")
# Rows of a space: the model, and the values by which a row is current.
ROWS: dict[str, tuple[type[models.Model], dict[str, Any]]] = {
    "plans": (Plan, {"is_current": True}),
    "statements": (Statement, {"replaced_at": None}),
    "events": (HistoryEvent, {}),
    "names": (SpaceName, {}),
    "suggestions": (SuggestedEdit, {"state": "waiting"}),
}


@contextmanager
def recorded_changes(space: Space) -> Iterator[Changes]:
    """Yield a dict that holds, after the block, all that the block changed of the space."""
    changes: Changes = {}
    before = snapshot(space)
    yield changes
    changes.update(_difference(before, snapshot(space)))


def snapshot(space: Space) -> Changes:
    """The space as it is in the database, in values that JSON can hold."""
    rows = {
        name: (model._default_manager.filter(space=space), current) for name, (model, current) in ROWS.items()
    }
    return {name: _pks(found.filter(**current)) for name, (found, current) in rows.items()} | {
        "all": {name: _pks(found) for name, (found, _current) in rows.items()},
        "newest": Statement.objects.aggregate(newest=models.Max("pk"))["newest"] or 0,
        "columns": Space.objects.values(*COLUMNS).get(pk=space.pk),
        AMENITIES: amenities_of(space),
    }


def _pks(rows: models.QuerySet[Any, Any]) -> list[int]:
    return sorted(rows.values_list("pk", flat=True))


def _difference(before: Changes, after: Changes) -> Changes:
    values = {name: _pairs(before[name], after[name]) for name in ("columns", AMENITIES)}
    return (
        {"newest": after["newest"]}
        | values
        | {
            name: {
                "made": sorted(set(after["all"][name]) - set(before["all"][name])),
                "current": sorted(set(after[name]) - set(before[name])),
                "ended": sorted(set(before[name]) - set(after[name])),
            }
            for name in ROWS
        }
    )


def _pairs(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list[Any]]:
    """{name: [before, after]} of what differs."""
    names = before.keys() | after.keys()
    return {n: [before.get(n), after.get(n)] for n in sorted(names) if before.get(n) != after.get(n)}


def revert_changes(space: Space, changed: Changes) -> None:
    """Restore the space, which the caller has locked. Derived columns are left to the caller.

    A position that was placed by address since is dropped before: nobody stated it. Raises NotPossible, with
    which the caller's transaction must end, when something else was stated since.
    """
    _before, position = changed["columns"].get("latitude", (None, 0))
    if position is None:
        placed_positions.forget(space)
    if not _is_unchanged(snapshot(space), changed) or _was_stated_again(space, changed):
        raise NotPossible(_("The facts have changed since, or somebody else has said the same."))
    try:
        _restore(space, changed)
    except IntegrityError:
        raise NotPossible(_("The facts have changed since, or somebody else has said the same.")) from None


def _is_unchanged(now: Changes, changed: Changes) -> bool:
    """Whether everything is as the decision left it."""
    values = (
        now[group].get(name) == after
        for group in ("columns", AMENITIES)
        for name, (_before, after) in changed[group].items()
    )
    return all(values) and all(
        set(changed[name]["current"]) <= set(now[name])
        and not set(changed[name]["ended"]) & set(now[name])
        and _are_there(model, changed[name]["ended"])
        for name, (model, _current) in ROWS.items()
    )


def _are_there(model: type[models.Model], pks: list[int]) -> bool:
    return model._default_manager.filter(pk__in=pks).count() == len(pks)


def _was_stated_again(space: Space, changed: Changes) -> bool:
    """Whether a later statement, current now, states the same as the decision."""
    values = {name: after for name, (_before, after) in changed["columns"].items()}
    for row in Statement.objects.filter(pk__in=changed["statements"]["made"]):
        values |= row.facts
    since = Statement.objects.filter(space=space, replaced_at=None, pk__gt=changed["newest"])
    return any(
        name in row.facts and (name == AMENITIES or str(row.facts[name]) == str(value))
        for row in since
        for name, value in values.items()
    )


def _restore(space: Space, changed: Changes) -> None:
    for name, (before, _after) in changed["columns"].items():
        setattr(space, name, before)
    space.save()
    change_amenities(space, {key: before or "" for key, (before, _after) in changed[AMENITIES].items()})
    for name, (model, current) in ROWS.items():
        model._default_manager.filter(pk__in=changed[name]["made"]).delete()
        if changed[name]["ended"]:
            model._default_manager.filter(pk__in=changed[name]["ended"]).update(**current)
