"""The acts on spaces, for the page of all acts."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from coworking.accounts.models import User
from coworking.audit.registry import Entry, Log
from spaces.audit import entries
from spaces.audit.models import SpaceAction, SpaceLogEntry

KEY = "spaces"


def all_acts() -> Log:
    return Log(
        key=KEY,
        label=_("Spaces"),
        permission="spaces.view_spacelogentry",
        undo_permission="spaces.change_space",
        kinds=lambda: [(value, str(label)) for value, label in SpaceAction.choices],
        # Not joined to itself: with statistics of a column that is mostly empty SQLite reads it all.
        rows=lambda: (
            SpaceLogEntry.objects.select_related("actor", "space")
            .prefetch_related("undone_by")
            .order_by("-pk")
        ),
        about_space=_about_space,
        entry=_entry,
        undo=_undo,
    )


def _about_space(rows: QuerySet, slug: str) -> QuerySet:
    return rows.filter(space__slug=slug)


def _entry(act: SpaceLogEntry) -> Entry:
    is_undone = hasattr(act, "undone_by")
    return Entry(
        log=KEY,
        pk=act.pk,
        when=act.created_at,
        actor=act.actor,
        what=act.get_action_display(),
        about=act.about,
        reason=act.reason,
        url=act.space.get_absolute_url() if act.space else "",
        is_undone=is_undone,
        can_undo=entries.can_undo(act) and not is_undone,
    )


def _undo(actor: User, pk: int, reason: str) -> SpaceLogEntry:
    return entries.undo(actor, get_object_or_404(SpaceLogEntry, pk=pk), reason)
