"""Merging two spaces, and undoing that. Nothing is deleted: the merged space keeps its row, unpublished.

The space that stays gets the statements, prices, photos, names, events and managers of the other, fills its
empty columns, and answers at the other's URLs. A row that would be there twice (an amenity that both have)
stays with the other. `SpaceLogEntry.before` holds what undoing needs.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from coworking.accounts.models import User
from coworking.audit.registry import NotPossible
from coworking.i18n.normalize import normalize_name
from spaces.audit.log import log_action, space_log
from spaces.audit.models import SpaceAction, SpaceLogEntry
from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Space, SpaceName, SpaceSlug
from spaces.duplicates.fill_missing import (
    FILLABLE,
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

# Models whose rows do not move: log entries are about that very space; pairs are copied.
NOT_MOVED = (SpaceLogEntry, LikelyDuplicate)


@transaction.atomic
def merge(actor: User, kept: Space, gone: Space, reason: str = "") -> SpaceLogEntry:
    """Merge `gone` into `kept`. Raises NotPossible when one of them was merged meanwhile."""
    kept, gone = _lock(kept.pk, gone.pk)
    if kept.pk == gone.pk or kept.merged_into_id or gone.merged_into_id:
        raise NotPossible(_("One of the two is merged already."))
    before: dict[str, Any] = {"kept": kept.pk, "gone": gone.pk, "was_published": gone.is_published}
    before["successor"] = kept.successor_id
    before["outdated"] = _supersede(kept, gone)
    before["changed"] = set_columns(kept, _confirmed_values(gone)) | fill_missing(kept, fillable_facts(gone))
    before["renamed"] = _rename_refs(kept, gone)
    before["levels"] = _lower_owners(kept, gone)
    before["photos"] = _put_photos_last(kept, gone)
    if kept.successor_id in (None, gone.pk):
        successor = None if gone.successor_id == kept.pk else gone.successor_id
        Space.objects.filter(pk=kept.pk).update(successor=successor)
        kept.successor_id = successor
    before["slots"] = _move_photos(kept, gone)
    before["moved"] = _move(gone, kept)
    before["names"] = _add_name(kept, gone)
    before["pairs"] = _copy_dismissals(kept, gone)
    kept.save()
    gone.merged_into, gone.is_published = kept, False
    gone.save()
    SpaceSlug.objects.update_or_create(slug=gone.slug, defaults={"space": kept})
    responses: list[Any] = spaces_merged.send(Space, kept=kept, gone=gone)
    before["memory"] = dict(item for _receiver, memory in responses for item in memory.items())
    _refresh(kept, gone)
    about = f"{gone} ({gone.slug}) → {kept} ({kept.slug})"
    return log_action(actor, SpaceAction.MERGED, kept, reason, about=about, before=before)


@transaction.atomic
def dismiss(actor: User, pair: LikelyDuplicate, reason: str = "") -> SpaceLogEntry:
    """Dismiss a pair as not the same: it never waits again."""
    done = LikelyDuplicate.objects.filter(pk=pair.pk, is_dismissed=False).update(is_dismissed=True)
    if not done:
        raise NotPossible(_("This pair was judged already."))
    about = f"{pair.first} ≠ {pair.second}"
    return log_action(
        actor, SpaceAction.KEPT_APART, pair.first, reason, about=about, before={"pair": pair.pk}
    )


@space_log.undoes(SpaceAction.KEPT_APART)
def _undismiss(entry: SpaceLogEntry, reason: str) -> None:
    """Let the pair wait again."""
    LikelyDuplicate.objects.filter(pk=entry.before["pair"]).update(is_dismissed=False)


@space_log.undoes(SpaceAction.MERGED)
def _unmerge(entry: SpaceLogEntry, reason: str) -> None:
    """Separate two merged spaces. What was added since stays with the space that was kept."""
    before: dict[str, Any] = entry.before
    kept, gone = _lock(before["kept"], before["gone"])
    if kept.merged_into_id or gone.merged_into_id != kept.pk:
        raise NotPossible(_("The space was merged again since: take that back first."))
    _move_back(before["moved"], kept, gone)
    for pk, slot in before.get("slots", {}).items():
        Photo.objects.filter(pk=pk, space=kept).update(space=gone, slot=slot)
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
    SpaceSlug.objects.filter(slug=gone.slug, space=kept).delete()
    restore_columns(kept, before["changed"])
    kept.successor_id = before["successor"]
    kept.save()
    gone.merged_into, gone.is_published = None, before["was_published"]
    gone.save()
    merge_undone.send(Space, kept=kept, gone=gone, memory=before["memory"])
    _refresh(kept, gone)


def _lock(kept: int, gone: int) -> tuple[Space, Space]:
    """Both rows, always locked in the same order, to avoid deadlocks."""
    rows = Space.objects.select_for_update(of=("self",)).select_related("city__country")
    found = {space.pk: space for space in rows.filter(pk__in=(kept, gone)).order_by("pk")}
    if {kept, gone} - found.keys():
        raise NotPossible(_("One of the two is not there any more."))
    return found[kept], found[gone]


# Rows that move


def _relations_to_space() -> list[Any]:
    """All relations of this app's models to a space; other apps move their own rows."""
    return [
        relation
        for relation in Space._meta.related_objects
        if relation.related_model._meta.app_label == Space._meta.app_label
        and relation.related_model not in NOT_MOVED
        and not relation.many_to_many
    ]


def _move(gone: Space, kept: Space) -> dict[str, list[Any]]:
    """Move rows of `gone` to `kept` where no constraint forbids it. Returns {"Plan.space": [pks]}."""
    moved = {}
    for relation in _relations_to_space():
        column = relation.field.name
        rows = relation.related_model._base_manager.filter(**{column: gone}).order_by("pk")
        pks = [pk for pk in rows.values_list("pk", flat=True) if _repoint(rows, pk, column, kept)]
        if pks:
            moved[f"{relation.related_model.__name__}.{column}"] = pks
    return moved


def _move_back(moved: dict[str, list[Any]], kept: Space, gone: Space) -> None:
    for relation in _relations_to_space():
        column = relation.field.name
        pks = moved.get(f"{relation.related_model.__name__}.{column}", ())
        rows = relation.related_model._base_manager.filter(**{column: kept})
        for pk in pks:
            _repoint(rows, pk, column, gone)


def _repoint(rows: QuerySet[Any], pk: Any, column: str, space: Space) -> bool:
    """Let one row point to `space`. Returns False when a constraint forbids it."""
    try:
        with transaction.atomic():
            rows.filter(pk=pk).update(**{column: space})
    except IntegrityError:
        return False
    return True


def _supersede(kept: Space, gone: Space) -> dict[str, list[int]]:
    """Supersede what the other space states against facts and prices that a manager confirmed.

    Where both have a manager, the one of `kept` decides. Returns the keys of superseded rows.
    """
    mine = _confirmed(kept)
    statements = [row.pk for row in _confirmed(gone) if _facts(row) & {f for m in mine for f in _facts(m)}]
    Statement.objects.filter(pk__in=statements).update(replaced_at=timezone.now())
    current = Plan.objects.filter(space__in=(kept, gone), is_current=True)
    confirmed = {plan.space_id for plan in current if plan.as_of_basis == Basis.CONFIRMED}
    loser = gone if kept.pk in confirmed else kept if gone.pk in confirmed else None
    plans = [plan.pk for plan in current if loser and plan.space_id == loser.pk]
    Plan.objects.filter(pk__in=plans).update(is_current=False)
    return {"statements": statements, "plans": plans}


def _confirmed_values(gone: Space) -> dict[str, Any]:
    """The values that the manager of `gone` confirmed, and the manager of `kept` did not."""
    values = {name: value for row in _confirmed(gone) for name, value in row.facts.items()}
    return {name: value for name, value in values.items() if name in (*FILLABLE, "latitude", "longitude")}


def _confirmed(space: Space) -> list[Statement]:
    return list(space.statements.filter(as_of_basis=Basis.CONFIRMED, replaced_at=None))


def _facts(statement: Statement) -> set[str]:
    return set(statement.facts)


def _rename_refs(kept: Space, gone: Space) -> dict[int, str]:
    """Rename the references "<space>:<fact>" of statements, so that people's next ones replace them."""
    renamed = {}
    prefix = f"{gone.pk}:"
    for row in gone.statements.filter(ref__startswith=prefix, replaced_at=None):
        ref = f"{kept.pk}:{row.ref.removeprefix(prefix)}"
        if not Statement.objects.filter(source=row.source_id, ref=ref, replaced_at=None).exists():
            Statement.objects.filter(pk=row.pk).update(ref=ref)
            renamed[row.pk] = row.ref
    return renamed


def _lower_owners(kept: Space, gone: Space) -> dict[int, str]:
    """Make owners of `gone` editors, where `kept` has an owner. Returns their former levels."""
    if not kept.roles.filter(level=Level.OWNER).exists():
        return {}
    owners = list(gone.roles.filter(level=Level.OWNER).values_list("pk", flat=True))
    Role.objects.filter(pk__in=owners).update(level=Level.EDITOR)
    return dict.fromkeys(owners, Level.OWNER.value)


def _put_photos_last(kept: Space, gone: Space) -> dict[int, int]:
    last = kept.photos.aggregate(last=Max("order"))["last"]
    orders = dict(gone.photos.values_list("pk", "order"))
    if last is not None:
        for pk, order in orders.items():
            Photo.objects.filter(pk=pk).update(order=min(last + 1 + order, 32_000))
    return orders


def _move_photos(kept: Space, gone: Space) -> dict[int, int]:
    """Move photos as far as slots are free; the others stay. Returns {photo: its former slot}."""
    taken = set(kept.photos.values_list("slot", flat=True))
    free = [slot for slot in range(1, MAX_PHOTOS_PER_SPACE + 1) if slot not in taken]
    moved = dict(zip(gone.photos.values_list("pk", "slot"), free, strict=False))
    for (pk, _slot), slot in moved.items():
        Photo.objects.filter(pk=pk).update(space=kept, slot=slot)
    return dict(moved.keys())


def _add_name(kept: Space, gone: Space) -> list[int]:
    """Add the name of `gone` to the names of `kept`. Returns the keys of new rows."""
    if normalize_name(gone.name) == normalize_name(kept.name):
        return []
    row, made = SpaceName.objects.get_or_create(space=kept, name=gone.name, defaults={"is_former": False})
    return [row.pk] if made else []


def _copy_dismissals(kept: Space, gone: Space) -> list[int]:
    """Dismiss for `kept` the pairs that were dismissed for `gone`. Returns the keys of new rows."""
    pairs = LikelyDuplicate.objects.filter(is_dismissed=True)
    others = {pair.second_id for pair in pairs.filter(first=gone)}
    others |= {pair.first_id for pair in pairs.filter(second=gone)}
    made = []
    for other in sorted(others - {kept.pk}):
        first, second = sorted((kept.pk, other))
        row, is_new = LikelyDuplicate.objects.get_or_create(
            first_id=first, second_id=second, defaults={"is_dismissed": True}
        )
        made += [row.pk] if is_new else []
    return made


def _refresh(kept: Space, gone: Space) -> None:
    derived_columns.refresh([kept, gone])
    refresh_city_counts((kept.city_id, gone.city_id))
