"""Two spaces become one, and two again. Nothing is deleted: what is merged keeps its row, unpublished.

The space that is kept gets the statements, prices, photos, names, events and managers of the other, fills
what it lacks, and answers at the other's addresses. A row that would stand twice (an amenity that both have)
stays with the other. `SpaceLogEntry.before` holds what taking it back needs.
"""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from coworking.accounts.models import User
from coworking.audit.registry import NotPossible
from coworking.i18n.normalize import normalize_name
from spaces.audit.log import log_action, space_log
from spaces.audit.models import SpaceAction, SpaceLogEntry
from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Space, SpaceName, SpaceSlug
from spaces.duplicates.fill_missing import FILLED, facts_of, fill, put, put_back
from spaces.duplicates.models import LikelyDuplicate
from spaces.duplicates.signals import merge_undone, spaces_merged
from spaces.managers.models import Level, Role
from spaces.photos.models import MAX_PHOTOS_PER_SPACE, Photo
from spaces.pricing.models import Plan
from spaces.provenance.models import Basis, Statement
from spaces.search_index import derived_columns

# Rows that stay where they are: the log tells what was done to that very row; pairs are copied.
STAYING = (SpaceLogEntry, LikelyDuplicate)


@transaction.atomic
def merge(actor: User, kept: Space, gone: Space, reason: str = "") -> SpaceLogEntry:
    """Merge `gone` into `kept`. Raises NotPossible when one of them was merged meanwhile."""
    kept, gone = _lock(kept.pk, gone.pk)
    if kept.pk == gone.pk or kept.merged_into_id or gone.merged_into_id:
        raise NotPossible(_("One of the two is merged already."))
    before: dict[str, Any] = {"kept": kept.pk, "gone": gone.pk, "was_published": gone.is_published}
    before["successor"] = kept.successor_id
    before["outdated"] = _outdate(kept, gone)
    before["changed"] = put(kept, _managers_word(gone)) | fill(kept, facts_of(gone))
    before["renamed"] = _rename_references(kept, gone)
    before["levels"] = _lower_owners(kept, gone)
    before["photos"] = _put_photos_last(kept, gone)
    if kept.successor_id in (None, gone.pk):
        successor = None if gone.successor_id == kept.pk else gone.successor_id
        Space.objects.filter(pk=kept.pk).update(successor=successor)
        kept.successor_id = successor
    before["slots"] = _move_photos(kept, gone)
    before["moved"] = _move(gone, kept)
    before["names"] = _keep_name(kept, gone)
    before["pairs"] = _copy_judgements(kept, gone)
    kept.save()
    gone.merged_into, gone.is_published = kept, False
    gone.save()
    SpaceSlug.objects.update_or_create(slug=gone.slug, defaults={"space": kept})
    answers: list = spaces_merged.send(Space, kept=kept, gone=gone)
    before["memory"] = dict(item for _receiver, memory in answers for item in memory.items())
    _refresh(kept, gone)
    about = f"{gone} ({gone.slug}) → {kept} ({kept.slug})"
    return log_action(actor, SpaceAction.MERGED, kept, reason, about=about, before=before)


@transaction.atomic
def keep_apart(actor: User, pair: LikelyDuplicate, reason: str = "") -> SpaceLogEntry:
    """Judge two spaces not the same: the pair never comes back."""
    done = LikelyDuplicate.objects.filter(pk=pair.pk, is_dismissed=False).update(is_dismissed=True)
    if not done:
        raise NotPossible(_("This pair was judged already."))
    about = f"{pair.first} ≠ {pair.second}"
    return log_action(
        actor, SpaceAction.KEPT_APART, pair.first, reason, about=about, before={"pair": pair.pk}
    )


@space_log.undoes(SpaceAction.KEPT_APART)
def _put_back(act: SpaceLogEntry, reason: str) -> None:
    """The pair waits again."""
    LikelyDuplicate.objects.filter(pk=act.before["pair"]).update(is_dismissed=False)


@space_log.undoes(SpaceAction.MERGED)
def _unmerge(act: SpaceLogEntry, reason: str) -> None:
    """Two spaces again. What was added meanwhile stays with the one that was kept."""
    before: dict[str, Any] = act.before
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
    put_back(kept, before["changed"])
    kept.successor_id = before["successor"]
    kept.save()
    gone.merged_into, gone.is_published = None, before["was_published"]
    gone.save()
    merge_undone.send(Space, kept=kept, gone=gone, memory=before["memory"])
    _refresh(kept, gone)


def _lock(kept: int, gone: int) -> tuple[Space, Space]:
    """Both rows, locked in one order, whoever merges which into which."""
    rows = Space.objects.select_for_update(of=("self",)).select_related("city__country")
    found = {space.pk: space for space in rows.filter(pk__in=(kept, gone)).order_by("pk")}
    if {kept, gone} - found.keys():
        raise NotPossible(_("One of the two is not there any more."))
    return found[kept], found[gone]


# What moves


def _relations() -> list:
    """Relations of this room's rows to a space, whichever there are: rooms above move their own."""
    return [
        relation
        for relation in Space._meta.related_objects
        if relation.related_model._meta.app_label == Space._meta.app_label
        and relation.related_model not in STAYING
        and not relation.many_to_many
    ]


def _move(gone: Space, kept: Space) -> dict[str, list]:
    """Let rows of `gone` belong to `kept`; those that would stand twice stay. {"Plan.space": [pks]}"""
    moved = {}
    for relation in _relations():
        column = relation.field.name
        rows = relation.related_model._base_manager.filter(**{column: gone}).order_by("pk")
        pks = [pk for pk in rows.values_list("pk", flat=True) if _point(rows, pk, column, kept)]
        if pks:
            moved[f"{relation.related_model.__name__}.{column}"] = pks
    return moved


def _move_back(moved: dict[str, list], kept: Space, gone: Space) -> None:
    for relation in _relations():
        column = relation.field.name
        pks = moved.get(f"{relation.related_model.__name__}.{column}", ())
        rows = relation.related_model._base_manager.filter(**{column: kept})
        for pk in pks:
            _point(rows, pk, column, gone)


def _point(rows, pk: Any, column: str, space: Space) -> bool:
    """Let one row point to `space`, unless a constraint stands against it."""
    try:
        with transaction.atomic():
            rows.filter(pk=pk).update(**{column: space})
    except IntegrityError:
        return False
    return True


def _outdate(kept: Space, gone: Space) -> dict[str, list[int]]:
    """A manager's word stands above the other's prices, and above the word of the other's manager."""
    mine = _confirmed(kept)
    statements = [row.pk for row in _confirmed(gone) if _facts(row) & {f for m in mine for f in _facts(m)}]
    Statement.objects.filter(pk__in=statements).update(replaced_at=timezone.now())
    current = Plan.objects.filter(space__in=(kept, gone), is_current=True)
    confirmed = {plan.space_id for plan in current if plan.as_of_basis == Basis.CONFIRMED}
    loser = gone if kept.pk in confirmed else kept if gone.pk in confirmed else None
    plans = [plan.pk for plan in current if loser and plan.space_id == loser.pk]
    Plan.objects.filter(pk__in=plans).update(is_current=False)
    return {"statements": statements, "plans": plans}


def _managers_word(gone: Space) -> dict[str, Any]:
    """What the manager of `gone` confirmed, where the manager of the other said nothing."""
    said = {name: value for row in _confirmed(gone) for name, value in row.facts.items()}
    return {name: value for name, value in said.items() if name in (*FILLED, "latitude", "longitude")}


def _confirmed(space: Space) -> list[Statement]:
    return list(space.statements.filter(as_of_basis=Basis.CONFIRMED, replaced_at=None))


def _facts(statement: Statement) -> set[str]:
    return set(statement.facts)


def _rename_references(kept: Space, gone: Space) -> dict[int, str]:
    """People's words are known by "<space>:<fact>": the next word on the same fact must find them."""
    renamed = {}
    prefix = f"{gone.pk}:"
    for row in gone.statements.filter(ref__startswith=prefix, replaced_at=None):
        ref = f"{kept.pk}:{row.ref.removeprefix(prefix)}"
        if not Statement.objects.filter(source=row.source_id, ref=ref, replaced_at=None).exists():
            Statement.objects.filter(pk=row.pk).update(ref=ref)
            renamed[row.pk] = row.ref
    return renamed


def _lower_owners(kept: Space, gone: Space) -> dict[int, str]:
    """Who owned the other edits this one, where it has an owner of its own."""
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
    """Photos move while there is room for them; the others stay. {photo: the slot that it had}"""
    taken = set(kept.photos.values_list("slot", flat=True))
    free = [slot for slot in range(1, MAX_PHOTOS_PER_SPACE + 1) if slot not in taken]
    moved = dict(zip(gone.photos.values_list("pk", "slot"), free, strict=False))
    for (pk, _slot), slot in moved.items():
        Photo.objects.filter(pk=pk).update(space=kept, slot=slot)
    return dict(moved.keys())


def _keep_name(kept: Space, gone: Space) -> list[int]:
    """The other's name is one that this place goes by, too."""
    if normalize_name(gone.name) == normalize_name(kept.name):
        return []
    row, made = SpaceName.objects.get_or_create(space=kept, name=gone.name, defaults={"is_former": False})
    return [row.pk] if made else []


def _copy_judgements(kept: Space, gone: Space) -> list[int]:
    """What is not the same as the one is not the same as the other."""
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
