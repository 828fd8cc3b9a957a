"""What an act changes of a space, remembered so that it can be taken back while nothing was built on it.

with remembered(space) as changed: ...     `changed` goes into `SpaceLogEntry.before`
take_back(space, changed)                  raises NotPossible when something else was said since
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from coworking.audit.registry import NotPossible
from spaces.directory.models import Space, SpaceAmenity, SpaceName
from spaces.history.models import HistoryEvent
from spaces.managers.fact_names import AMENITIES, FACTS
from spaces.managers.models import SuggestedEdit
from spaces.pricing.models import Plan
from spaces.provenance.models import Statement

Changes = dict[str, Any]
COLUMNS = (*FACTS, "latitude", "longitude", "is_published")
# Rows of a space, which of them stand, and what makes one stand again.
ROWS: dict[str, tuple[type[models.Model], dict[str, Any]]] = {
    "plans": (Plan, {"is_current": True}),
    "statements": (Statement, {"replaced_at": None}),
    "events": (HistoryEvent, {}),
    "names": (SpaceName, {}),
    "suggestions": (SuggestedEdit, {"state": "waiting"}),
}


@contextmanager
def recorded_changes(space: Space) -> Iterator[Changes]:
    """Yield what holds, after the block, all that the block changed of the space."""
    memory: Changes = {}
    before = snapshot(space)
    yield memory
    memory.update(_difference(before, snapshot(space)))


def snapshot(space: Space) -> Changes:
    """The space as it stands in the database, in values that JSON can keep."""
    rows = {
        name: (model._default_manager.filter(space=space), stands) for name, (model, stands) in ROWS.items()
    }
    return {name: _pks(found.filter(**stands)) for name, (found, stands) in rows.items()} | {
        "all": {name: _pks(found) for name, (found, _is_unchanged) in rows.items()},
        "newest": Statement.objects.aggregate(newest=models.Max("pk"))["newest"] or 0,
        "columns": Space.objects.values(*COLUMNS).get(pk=space.pk),
        AMENITIES: dict(SpaceAmenity.objects.filter(space=space).values_list("amenity", "detail")),
    }


def _pks(rows: models.QuerySet) -> list[int]:
    return sorted(rows.values_list("pk", flat=True))


def _difference(before: Changes, after: Changes) -> Changes:
    values = {name: _pairs(before[name], after[name]) for name in ("columns", AMENITIES)}
    return (
        {"newest": after["newest"]}
        | values
        | {
            name: {
                "made": sorted(set(after["all"][name]) - set(before["all"][name])),
                "stand": sorted(set(after[name]) - set(before[name])),
                "ended": sorted(set(before[name]) - set(after[name])),
            }
            for name in ROWS
        }
    )


def _pairs(before: dict, after: dict) -> dict[str, list]:
    """{name: [before, after]} of what differs."""
    names = before.keys() | after.keys()
    return {n: [before.get(n), after.get(n)] for n in sorted(names) if before.get(n) != after.get(n)}


def revert_changes(space: Space, changed: Changes) -> None:
    """Let the space be as it was. The caller has locked it, and brings the derived columns up to date."""
    if not _is_unchanged(snapshot(space), changed) or _was_stated_again(space, changed):
        raise NotPossible(_("The facts have changed since, or somebody else has said the same."))
    try:
        with transaction.atomic():
            _restore(space, changed)
    except IntegrityError:
        raise NotPossible(_("The facts have changed since, or somebody else has said the same.")) from None


def _is_unchanged(now: Changes, changed: Changes) -> bool:
    """Whether everything still is as the act left it."""
    values = (
        now[group].get(name) == after
        for group in ("columns", AMENITIES)
        for name, (_before, after) in changed[group].items()
    )
    return all(values) and all(
        set(changed[name]["stand"]) <= set(now[name])
        and not set(changed[name]["ended"]) & set(now[name])
        and _are_there(model, changed[name]["ended"])
        for name, (model, _standing) in ROWS.items()
    )


def _are_there(model: type[models.Model], pks: list[int]) -> bool:
    return not pks or model._default_manager.filter(pk__in=pks).count() == len(pks)


def _was_stated_again(space: Space, changed: Changes) -> bool:
    """Whether a word that stands since the act says what the act let stand."""
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
    for key, (before, _after) in changed[AMENITIES].items():
        row = SpaceAmenity.objects.filter(space=space, amenity=key)
        if before is None:
            row.delete()
        else:
            SpaceAmenity.objects.update_or_create(space=space, amenity_id=key, defaults={"detail": before})
    for name, (model, standing) in ROWS.items():
        model._default_manager.filter(pk__in=changed[name]["made"]).delete()
        if changed[name]["ended"]:
            model._default_manager.filter(pk__in=changed[name]["ended"]).update(**standing)
