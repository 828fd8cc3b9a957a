"""Merge one space into another, and undo it. Nothing is deleted: the duplicate keeps its row, unpublished.

The target receives the statements, prices, photos, names, events and managers of the duplicate, fills its
empty columns, and answers at the duplicate's URLs. A row that would violate a constraint (an amenity that
both have) stays with the duplicate. `SpaceLogEntry.before` has what undoing needs; its keys are stored, so
that renaming one would break the undo of earlier merges.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from coworking.accounts.models import User
from coworking.audit.locks import lock_waiting
from coworking.audit.registry import NotPossible, Outcome
from coworking.i18n.normalize import normalize_name
from spaces.audit.log import log_action, space_log
from spaces.audit.models import SpaceAction, SpaceLogEntry
from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Space, SpaceName, SpaceSlug
from spaces.directory.placed_positions import is_placed_by_address
from spaces.duplicates.fill_missing import (
    FILLABLE,
    Changes,
    fill_missing,
    fillable_facts,
    restore_columns,
    set_columns,
)
from spaces.duplicates.models import LikelyDuplicate
from spaces.duplicates.signals import merge_undone, spaces_merged
from spaces.managers.models import Level, Role
from spaces.photos.models import MAX_PHOTOS_PER_SPACE, Photo
from spaces.pricing.models import Plan
from spaces.provenance.models import Basis, Statement
from spaces.search_index import derived_columns


@transaction.atomic
def merge_pair(actor: User, pair: LikelyDuplicate, reason: str = "", *, into_first: bool) -> SpaceLogEntry:
    """Merge one space of a pair into the other. Raises NotPossible if the pair was decided meanwhile."""
    pair = _lock_waiting(pair, actor)
    target, duplicate = (pair.first, pair.second) if into_first else (pair.second, pair.first)
    return merge(actor, target, duplicate, reason)


@transaction.atomic
def merge(actor: User, target: Space, duplicate: Space, reason: str = "") -> SpaceLogEntry:
    """Merge `duplicate` into `target`. Raises NotPossible if one was merged or deleted meanwhile."""
    target, duplicate = _lock(target.pk, duplicate.pk)
    if target.pk == duplicate.pk:
        raise NotPossible(_("These are one space."))
    if decided := _merged_before(target, duplicate):
        raise decided.refusal(actor)
    before: dict[str, Any] = {
        "kept": target.pk,
        "gone": duplicate.pk,
        "was_published": duplicate.is_published,
        "successor": target.successor_id,
        "outdated": _supersede(target, duplicate),
        "changed": _fill_columns(target, duplicate),
        "renamed": _rename_refs(target, duplicate),
        "levels": _demote_owners(target, duplicate),
        "photos": _reorder_photos(target, duplicate),
    }
    if target.successor_id in (None, duplicate.pk):
        successor = None if duplicate.successor_id == target.pk else duplicate.successor_id
        Space.objects.filter(pk=target.pk).update(successor=successor)
        target.successor_id = successor
    before["slots"] = _move_photos(target, duplicate)
    before["moved"] = _move_rows(target, duplicate)
    before["names"] = _add_name(target, duplicate)
    before["pairs"] = _copy_dismissals(target, duplicate)
    target.save()
    duplicate.merged_into, duplicate.is_published = target, False
    duplicate.save()
    SpaceSlug.objects.update_or_create(slug=duplicate.slug, defaults={"space": target})
    responses: list[Any] = spaces_merged.send(Space, target=target, duplicate=duplicate)
    before["memory"] = dict(item for _receiver, undo_data in responses for item in undo_data.items())
    _refresh(target, duplicate)
    about = f"{duplicate} ({duplicate.slug}) → {target} ({target.slug})"
    return log_action(actor, SpaceAction.MERGED, target, reason, about=about, before=before)


@transaction.atomic
def dismiss(actor: User, pair: LikelyDuplicate, reason: str = "") -> SpaceLogEntry:
    """Dismiss a pair as two different places, for good. Raises NotPossible if it was decided meanwhile."""
    pair = _lock_waiting(pair, actor)
    LikelyDuplicate.objects.filter(pk=pair.pk).update(is_dismissed=True)
    about = f"{pair.first} ≠ {pair.second}"
    return log_action(
        actor, SpaceAction.DUPLICATE_DISMISSED, pair.first, reason, about=about, before={"pair": pair.pk}
    )


def outcome(pair: LikelyDuplicate) -> Outcome | None:
    """What was decided on a pair: dismissed, or one of the two merged; None while it waits."""
    if pair.is_dismissed:
        about = {"space": pair.first_id, "before__pair": pair.pk}
        return space_log.outcome(action=SpaceAction.DUPLICATE_DISMISSED, **about)
    return _merged_before(pair.first, pair.second)


def _lock_waiting(pair: LikelyDuplicate, reader: User) -> LikelyDuplicate:
    rows = LikelyDuplicate.objects.select_related("first", "second")
    return lock_waiting(rows, pair.pk, outcome, reader)


def _merged_before(*spaces: Space) -> Outcome | None:
    """Who merged one of these spaces into another; None when none is merged."""
    merged = next((space for space in spaces if space.merged_into_id), None)
    if merged is None:
        return None
    about = {"space": merged.merged_into_id, "before__gone": merged.pk}
    return space_log.outcome(action=SpaceAction.MERGED, **about)


@space_log.undoes(SpaceAction.DUPLICATE_DISMISSED)
def _undismiss(entry: SpaceLogEntry, reason: str) -> None:
    """Return the pair to the queue."""
    LikelyDuplicate.objects.filter(pk=entry.before["pair"]).update(is_dismissed=False)


@space_log.undoes(SpaceAction.MERGED)
def _unmerge(entry: SpaceLogEntry, reason: str) -> None:
    """Separate two merged spaces. Rows that were added after the merge stay with the target."""
    before: dict[str, Any] = entry.before
    target, duplicate = _lock(before["kept"], before["gone"])
    if target.merged_into_id or duplicate.merged_into_id != target.pk:
        raise NotPossible(_("The space was merged again since: take that back first."))
    _move_rows_back(before["moved"], target, duplicate)
    for pk, slot in before.get("slots", {}).items():
        Photo.objects.filter(pk=pk, space=target).update(space=duplicate, slot=slot)
    Statement.objects.filter(pk__in=before["outdated"]["statements"]).update(replaced_at=None)
    Plan.objects.filter(pk__in=before["outdated"]["plans"]).update(is_current=True)
    for model, column, values in (
        (Statement, "ref", before["renamed"]),
        (Role, "level", before["levels"]),
        (Photo, "order", before["photos"]),
    ):
        for pk, value in values.items():
            model._default_manager.filter(pk=pk).update(**{column: value})
    SpaceName.objects.filter(pk__in=before["names"]).delete()
    LikelyDuplicate.objects.filter(pk__in=before["pairs"]).delete()
    SpaceSlug.objects.filter(slug=duplicate.slug, space=target).delete()
    restore_columns(target, before["changed"])
    target.successor_id = before["successor"]
    target.save()
    duplicate.merged_into, duplicate.is_published = None, before["was_published"]
    duplicate.save()
    merge_undone.send(Space, target=target, duplicate=duplicate, undo_data=before["memory"])
    _refresh(target, duplicate)


def _lock(target_pk: int, duplicate_pk: int) -> tuple[Space, Space]:
    """Lock both rows, always in the order of their keys, to avoid deadlocks."""
    rows = Space.objects.select_for_update(of=("self",)).select_related("city__country")
    found = {space.pk: space for space in rows.filter(pk__in=(target_pk, duplicate_pk)).order_by("pk")}
    if {target_pk, duplicate_pk} - found.keys():
        raise NotPossible(_("One of the two is not there any more."))
    return found[target_pk], found[duplicate_pk]


# Rows that move


def _relations_to_space() -> list[Any]:
    """The relations of this app's models to a space by which rows move.

    Log entries are about that very space and stay. Pairs, which a space does not know (`related_name="+"`),
    are copied when they were dismissed. Other apps move their rows when they get the signal.
    """
    return [
        relation
        for relation in Space._meta.related_objects
        if relation.related_model._meta.app_label == Space._meta.app_label
        and relation.related_model is not SpaceLogEntry
    ]


def _move_rows(target: Space, duplicate: Space) -> dict[str, list[Any]]:
    """Move the rows of `duplicate` where no constraint forbids it. Returns {"Plan.space": [pks]}."""
    moved = {}
    for relation in _relations_to_space():
        column = relation.field.name
        rows = relation.related_model._base_manager.filter(**{column: duplicate}).order_by("pk")
        pks = [pk for pk in rows.values_list("pk", flat=True) if _repoint(rows, pk, column, target)]
        if pks:
            moved[f"{relation.related_model.__name__}.{column}"] = pks
    return moved


def _move_rows_back(moved: dict[str, list[Any]], target: Space, duplicate: Space) -> None:
    for relation in _relations_to_space():
        column = relation.field.name
        pks = moved.get(f"{relation.related_model.__name__}.{column}", ())
        rows = relation.related_model._base_manager.filter(**{column: target})
        for pk in pks:
            _repoint(rows, pk, column, duplicate)


def _repoint(rows: QuerySet[Any], pk: Any, column: str, space: Space) -> bool:
    """Point one row to `space`. Returns False when a constraint forbids it."""
    try:
        with transaction.atomic():
            rows.filter(pk=pk).update(**{column: space})
    except IntegrityError:
        return False
    return True


def _supersede(target: Space, duplicate: Space) -> dict[str, list[int]]:
    """Supersede statements and prices of one space that contradict what a manager of the other confirmed.

    Where both are confirmed, those of `target` win. Returns {"statements": [pks], "plans": [pks]}.
    """
    target_facts = {fact for row in _confirmed(target) for fact in row.facts}
    statements = [row.pk for row in _confirmed(duplicate) if target_facts & set(row.facts)]
    Statement.objects.filter(pk__in=statements).update(replaced_at=timezone.now())
    current = Plan.objects.filter(space__in=(target, duplicate), is_current=True)
    confirmed = {plan.space_id for plan in current if plan.as_of_basis == Basis.CONFIRMED}
    losing = duplicate.pk if target.pk in confirmed else target.pk if duplicate.pk in confirmed else None
    plans = [plan.pk for plan in current if plan.space_id == losing]
    Plan.objects.filter(pk__in=plans).update(is_current=False)
    return {"statements": statements, "plans": plans}


def _fill_columns(target: Space, duplicate: Space) -> Changes:
    """Set the columns that only the manager of `duplicate` confirmed, then fill the empty ones.

    A position that was placed by address counts as empty where that of `duplicate` was not.

    `_supersede` runs first, so that facts that both managers confirmed are not current for `duplicate`.
    """
    confirmed = {name: value for row in _confirmed(duplicate) for name, value in row.facts.items()}
    fillable = (*FILLABLE, "latitude", "longitude")
    taken = {name: value for name, value in confirmed.items() if name in fillable}
    if duplicate.has_position and is_placed_by_address(target) and not is_placed_by_address(duplicate):
        taken |= {"latitude": duplicate.latitude, "longitude": duplicate.longitude}
    changed = set_columns(target, taken)
    return changed | fill_missing(target, fillable_facts(duplicate))


def _confirmed(space: Space) -> list[Statement]:
    """The current statements that a manager confirmed."""
    return list(space.statements.filter(as_of_basis=Basis.CONFIRMED, replaced_at=None))


def _rename_refs(target: Space, duplicate: Space) -> dict[int, str]:
    """Rename the references "<space>:<fact>" of statements, so that the same person's next one replaces them.

    Returns the former references by primary key.
    """
    renamed = {}
    prefix = f"{duplicate.pk}:"
    for row in duplicate.statements.filter(ref__startswith=prefix, replaced_at=None):
        ref = f"{target.pk}:{row.ref.removeprefix(prefix)}"
        if not Statement.objects.filter(source=row.source_id, ref=ref, replaced_at=None).exists():
            Statement.objects.filter(pk=row.pk).update(ref=ref)
            renamed[row.pk] = row.ref
    return renamed


def _demote_owners(target: Space, duplicate: Space) -> dict[int, str]:
    """Make owners of `duplicate` editors if `target` has an owner. Returns their former levels by role."""
    if not target.roles.filter(level=Level.OWNER).exists():
        return {}
    owners = list(duplicate.roles.filter(level=Level.OWNER).values_list("pk", flat=True))
    Role.objects.filter(pk__in=owners).update(level=Level.EDITOR)
    return dict.fromkeys(owners, Level.OWNER.value)


def _reorder_photos(target: Space, duplicate: Space) -> dict[int, int]:
    """Order the photos of `duplicate` after those of `target`. Returns their former orders by photo."""
    last = target.photos.aggregate(last=Max("order"))["last"]
    orders = dict(duplicate.photos.values_list("pk", "order"))
    if last is not None:
        for pk, order in orders.items():
            Photo.objects.filter(pk=pk).update(order=min(last + 1 + order, 32_000))
    return orders


def _move_photos(target: Space, duplicate: Space) -> dict[int, int]:
    """Move photos while slots are free; the others stay. Returns the former slots of moved photos."""
    taken = set(target.photos.values_list("slot", flat=True))
    free = [slot for slot in range(1, MAX_PHOTOS_PER_SPACE + 1) if slot not in taken]
    moved = dict(zip(duplicate.photos.values_list("pk", "slot"), free, strict=False))
    for (pk, _slot), slot in moved.items():
        Photo.objects.filter(pk=pk).update(space=target, slot=slot)
    return dict(moved.keys())


def _add_name(target: Space, duplicate: Space) -> list[int]:
    """Add the name of `duplicate` to the names of `target`. Returns the keys of new rows."""
    if normalize_name(duplicate.name) == normalize_name(target.name):
        return []
    row, is_new = SpaceName.objects.get_or_create(
        space=target, name=duplicate.name, defaults={"is_former": False}
    )
    return [row.pk] if is_new else []


def _copy_dismissals(target: Space, duplicate: Space) -> list[int]:
    """Dismiss for `target` the pairs that were dismissed for `duplicate`. Returns the keys of new rows."""
    pairs = LikelyDuplicate.objects.filter(is_dismissed=True)
    others = {pair.second_id for pair in pairs.filter(first=duplicate)}
    others |= {pair.first_id for pair in pairs.filter(second=duplicate)}
    created = []
    for other in sorted(others - {target.pk}):
        first, second = sorted((target.pk, other))
        row, is_new = LikelyDuplicate.objects.get_or_create(
            first_id=first, second_id=second, defaults={"is_dismissed": True}
        )
        created += [row.pk] if is_new else []
    return created


def _refresh(target: Space, duplicate: Space) -> None:
    derived_columns.refresh([target, duplicate])
    refresh_city_counts((target.city_id, duplicate.city_id))
