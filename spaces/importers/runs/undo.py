"""Takes an import back as a whole, finished or not.

Statements and values are as before it where nobody has changed them since, and spaces that it made are
deleted unless somebody added something to them. The run lists what had to stay. Most of it is done in short
transactions, beside which others write; each can be repeated.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from typing import Any

from django.db import models
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext as _

from coworking.audit.locks import lock
from coworking.audit.registry import NotPossible
from coworking.database.writing.exclusive import Occupied, exclusive
from coworking.database.writing.short_transactions import short_transaction
from spaces.analytics.models import WeeklyCount
from spaces.audit.models import SpaceAction, SpaceLogEntry
from spaces.directory.amenity_rows import amenities_of, change_amenities
from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Space, SpaceAmenity, SpaceName
from spaces.duplicates.models import LikelyDuplicate
from spaces.history.models import HistoryEvent
from spaces.importers.record import column_facts
from spaces.importers.runs.models import ImportedChange, ImportRun
from spaces.importers.runs.progress import EXCLUSIVE
from spaces.managers.facts import confirmed_facts
from spaces.managers.models import SuggestedEdit
from spaces.pricing.models import Plan
from spaces.provenance.models import Basis, Statement
from spaces.search_index.derived_columns import refresh

BATCH = 100
# Rows that come with a space, or that nobody states; of the others of these models the source decides.
CREATED_WITH_SPACE = (SpaceAmenity, SpaceName, WeeklyCount, LikelyDuplicate)
OF_SOURCE = (Statement, Plan, HistoryEvent, SuggestedEdit)
Changed = dict[str, dict[str, Any]]


def log_entry_of(run: int) -> SpaceLogEntry:
    """The entry of the audit log on an import. Raises NotPossible when there is none."""
    entry = SpaceLogEntry.objects.filter(action=SpaceAction.IMPORTED, before__run=run).first()
    if entry is None:
        raise NotPossible(_("There is no such import."))
    return entry


@contextmanager
def begun_undo(entry: SpaceLogEntry) -> Iterator[None]:
    """Take most of an import back, in short transactions; the block does the little that is left in one.

    Raises NotPossible, also while another import runs.
    """
    try:
        with exclusive(EXCLUSIVE):
            run = ImportRun.objects.select_related("source").get(pk=entry.before["run"])
            _check(run)
            _Undo(run).take_back()
            yield
    except Occupied:
        raise NotPossible(_("Another import is running: try again when it is done.")) from None


def undo_import(entry: SpaceLogEntry, reason: str) -> None:
    """Undo the import that an entry of the audit log records."""
    run = lock(ImportRun.objects.select_related("source"), entry.before["run"])
    _check(run)
    undo = _Undo(run)
    undo.take_back()
    run.taken_back_at, run.not_taken_back = timezone.now(), [*undo.left, *run.not_taken_back]
    run.save(update_fields=["taken_back_at", "not_taken_back"])


def _check(run: ImportRun) -> None:
    if run.taken_back_at:
        raise NotPossible(_("It was taken back already."))


class _Undo:
    """Takes one run back; `left` lists {"ref", "reason"} of what stays as it is."""

    def __init__(self, run: ImportRun) -> None:
        self.run = run
        self.left: list[dict[str, str]] = []
        self.touched_cities: set[int] = set()
        self._remaining_spaces: set[int] = set()  # that the import made, and that stay
        self._changed_later: set[int] = set()  # by a later import of the source

    def _leave(self, ref: str, reason: str) -> None:
        self.left.append({"ref": ref, "reason": reason})

    def take_back(self) -> None:
        """Take all of it back, but for what has to stay."""
        self._delete_created_spaces()
        self._restore_statements()
        self._restore_values()
        with short_transaction():
            self._withdraw_edits()
        refresh_city_counts(self.touched_cities)

    def _delete_created_spaces(self) -> None:
        """Delete the spaces that the import made, but for those to which anything was added."""
        own = Statement.objects.filter(run=self.run).values_list("pk", flat=True)
        first = Statement.objects.filter(space__in=self._spaces()).values("space").annotate(first=Min("pk"))
        changed = set(self.run.changes.values_list("space_id", flat=True))
        made = set(own)
        created = [row["space"] for row in first if row["first"] in made and row["space"] not in changed]
        for batch in _batches(created):
            with short_transaction():
                self._delete_spaces(batch)

    def _delete_spaces(self, batch: list[int]) -> None:
        spaces = Space.objects.in_bulk(batch)
        list(Space.objects.select_for_update().filter(pk__in=batch).order_by("pk").values_list("pk"))
        added = self._added_to(spaces)
        for pk in sorted(added):
            self._leave(spaces[pk].slug, _("it stays, because something was added to it"))
        self._remaining_spaces |= added
        self.touched_cities |= {space.city_id for space in spaces.values()}
        Space.objects.filter(pk__in=spaces.keys() - added).delete()

    def _spaces(self) -> models.QuerySet[Statement, int]:
        return Statement.objects.filter(run=self.run).values_list("space_id", flat=True)

    def _added_to(self, spaces: dict[int, Space]) -> set[int]:
        """Those of the spaces that are not as the import made them."""
        added: set[int] = set()
        for statement in Statement.objects.filter(run=self.run, space__in=spaces):
            space = spaces[statement.space_id]
            facts = column_facts(statement.facts)
            if any(str(getattr(space, name)) != str(value) for name, value in facts.items()):
                added.add(space.pk)
        for relation in Space._meta.related_objects:
            model = relation.related_model
            if isinstance(model, str) or model in CREATED_WITH_SPACE or model is ImportedChange:
                continue
            name = relation.field.name
            rows = model._base_manager.filter(**{f"{name}__in": list(spaces)})
            if model is Statement:
                rows = rows.exclude(run=self.run).exclude(as_of_basis=Basis.PLACED)
            elif model in OF_SOURCE:
                rows = rows.exclude(source=self.run.source)
            added |= set(rows.values_list(name, flat=True))
        return added

    def _restore_statements(self) -> None:
        """Put the statement before each of the import's back in its place, where that one is current."""
        rows = Statement.objects.filter(run=self.run).exclude(space__in=self._remaining_spaces)
        for batch in _batches(list(rows.values_list("pk", flat=True).order_by("pk"))):
            with short_transaction():
                touched = self._restore_earlier(batch)
                refresh(Space.objects.filter(pk__in=touched).select_related("city__country"))

    def _restore_earlier(self, batch: list[int]) -> set[int]:
        """Restore the statements before these; returns the keys of their spaces."""
        statements = Statement.objects.in_bulk(batch)
        earlier: dict[str, Statement] = {}
        refs = [row.ref for row in statements.values()]
        same = Statement.objects.filter(source=self.run.source, ref__in=refs, pk__lt=max(batch))
        for row in same.exclude(pk__in=batch).order_by("pk"):
            earlier[row.ref] = row
        later = [row for row in statements.values() if row.replaced_at]
        for row in later:
            self._leave(row.ref, _("a later import has changed it"))
        self._changed_later |= {row.space_id for row in later}
        own = [row for row in statements.values() if not row.replaced_at]
        Statement.objects.filter(pk__in=[row.pk for row in own]).delete()
        back = [earlier[row.ref].pk for row in own if row.ref in earlier]
        Statement.objects.filter(pk__in=back).update(replaced_at=None)
        return {row.space_id for row in own}

    def _restore_values(self) -> None:
        """Restore the values that the import changed and nobody else has changed since.

        What is done is emptied, not deleted: the row still says that the space was there before the import.
        """
        rows = self.run.changes.exclude(space__in=self._changed_later).exclude(changed={})
        for batch in _batches(list(rows.order_by("-pk").values_list("pk", flat=True))):
            with short_transaction():
                self._restore_changes(batch)

    def _restore_changes(self, batch: list[int]) -> None:
        changes = list(ImportedChange.objects.filter(pk__in=batch).order_by("-pk"))
        pks = [row.space_id for row in changes]
        list(Space.objects.select_for_update().filter(pk__in=pks).order_by("pk").values_list("pk"))
        spaces, confirmed = Space.objects.in_bulk(pks), confirmed_facts(pks)
        for row in changes:
            left = self._restore(spaces[row.space_id], row.changed, confirmed.get(row.space_id, set()))
            self._restore_edits(row)
            if left:
                message = _("changed by others since: %(facts)s") % {"facts": ", ".join(sorted(left))}
                self.run.not_taken_back.append({"ref": spaces[row.space_id].slug, "reason": message})
        ImportedChange.objects.filter(pk__in=batch).update(changed={})
        self.run.save(update_fields=["not_taken_back"])
        refresh(Space.objects.filter(pk__in=pks).select_related("city__country"))

    def _restore(self, space: Space, changed: Changed, confirmed: set[str]) -> list[str]:
        """Restore the values of one space; returns the names of those that others have changed since."""
        self.touched_cities.add(space.city_id)
        restored, left = [], []
        for name, (before, after) in changed.get("columns", {}).items():
            if getattr(space, name) == after and name not in confirmed:
                setattr(space, name, before)
                restored.append(name)
            else:
                left.append(name)
        self.touched_cities.add(space.city_id)
        space.save(update_fields=[*restored, "updated_at"])
        now = amenities_of(space)
        amenities = changed.get("amenities", {})
        same = {key: before for key, (before, after) in amenities.items() if now.get(key) == after}
        if "amenities" not in confirmed:
            change_amenities(space, {key: before or "" for key, before in same.items()})
            left += sorted(amenities.keys() - same.keys())
        elif amenities:
            left.append("amenities")
        left += ["prices"] if not self._restore_plans(space, changed.get("plans", {}), confirmed) else []
        self._restore_rows(space, changed)
        return left

    def _restore_plans(self, space: Space, changed: dict[str, Any], confirmed: set[str]) -> bool:
        """Restore the prices, unless they are not as the import left them; returns whether that was done."""
        plans = {str(plan.pk): plan for plan in Plan.objects.filter(space=space)}
        now = {pk: [plan.is_current, plan.as_of_basis] for pk, plan in plans.items()}
        others = any(plan.is_current and pk not in changed for pk, plan in plans.items())
        if any(now.get(pk) != after for pk, (_before, after) in changed.items()) or (
            changed and others and "prices" in confirmed
        ):
            return False
        for pk, (before, _after) in changed.items():
            if before is None:
                plans[pk].delete()
            else:
                Plan.objects.filter(pk=pk).update(is_current=before[0], as_of_basis=before[1])
        return True

    def _restore_rows(self, space: Space, changed: Changed) -> None:
        """Restore names, and delete the events that the import made."""
        for name, (before, _after) in changed.get("names", {}).items():
            if before is None:
                space.names.filter(name=name).delete()
            else:
                SpaceName.objects.update_or_create(space=space, name=name, defaults={"is_former": before})
        made = [pk for pk, (before, _after) in changed.get("events", {}).items() if before is None]
        HistoryEvent.objects.filter(space=space, pk__in=made, source=self.run.source).delete()

    def _restore_edits(self, row: ImportedChange) -> None:
        """Let the suggestions wait again that the import withdrew from a space, and withdraw its own."""
        for key, (before, after) in row.changed.get("edits", {}).items():
            fact, value, digest, as_of = before or after
            same = {"space_id": row.space_id, "fact": fact, "digest": digest}
            same["source_id"] = int(key.partition(" ")[0])
            if before:
                SuggestedEdit.objects.get_or_create(**same, defaults={"value": value, "as_of": as_of})
            else:
                SuggestedEdit.objects.waiting().filter(**same).delete()

    def _withdraw_edits(self) -> None:
        """Withdraw the suggestions of the import that wait."""
        until = self.run.finished_at or timezone.now()
        own = SuggestedEdit.objects.waiting().filter(source=self.run.source, member=None)
        own.filter(created_at__range=(self.run.started_at, until)).delete()


def _batches(items: Iterable[Any]) -> Iterator[list[Any]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch
