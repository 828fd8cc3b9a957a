"""The acts on spaces, for the page of all acts."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _

from coworking.acts import Entry, Log
from coworking.models import User
from spaces import acts
from spaces.models import SpaceAct, SpaceAction

KEY = "spaces"


def all_acts() -> Log:
    return Log(
        key=KEY,
        label=_("Spaces"),
        permission="spaces.view_spaceact",
        undo_permission="spaces.change_space",
        kinds=lambda: [(value, str(label)) for value, label in SpaceAction.choices],
        # Not joined to itself: with statistics of a column that is mostly empty SQLite reads it all.
        rows=lambda: (
            SpaceAct.objects.select_related("actor", "space").prefetch_related("undone_by").order_by("-pk")
        ),
        about_space=_about_space,
        entry=_entry,
        undo=_undo,
    )


def _about_space(rows: QuerySet, slug: str) -> QuerySet:
    return rows.filter(space__slug=slug)


def _entry(act: SpaceAct) -> Entry:
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
        can_undo=acts.can_undo(act) and not is_undone,
    )


def _undo(actor: User, pk: int, reason: str) -> SpaceAct:
    return acts.undo(actor, get_object_or_404(SpaceAct, pk=pk), reason)
