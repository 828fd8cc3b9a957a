"""The log of what was decided about spaces: every decision leaves a row, and some can be taken back."""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from coworking.accounts.models import User
from coworking.audit.registry import NotPossible
from spaces.audit.models import SpaceAction, SpaceLogEntry

if TYPE_CHECKING:
    from spaces.directory.models import Space

Undo = Callable[[SpaceLogEntry, str], None]
_undo: dict[str, Undo] = {}
_without_space: set[str] = set()


def log(
    actor: User | None,
    action: str,
    space: "Space | None",
    reason: str = "",
    *,
    about: str = "",
    before: dict[str, Any] | None = None,
    undoes: SpaceLogEntry | None = None,
) -> SpaceLogEntry:
    """Write down who did what and why. Call it in the transaction of the act itself."""
    return SpaceLogEntry.objects.create(
        actor=actor,
        action=action,
        space=space,
        reason=reason[:500],
        about=(about or str(space or ""))[:300],
        before=before or {},
        undoes=undoes,
    )


def undoes(*actions: str, needs_space: bool = True) -> Callable[[Undo], Undo]:
    """Name the function that takes acts of these kinds back, out of what stands in `before`, for a reason."""

    def _register(function: Undo) -> Undo:
        _undo.update(dict.fromkeys(actions, function))
        if not needs_space:
            _without_space.update(actions)
        return function

    return _register


def can_undo(act: SpaceLogEntry) -> bool:
    """Whether there is a way back from this act: of its kind, and with what is needed for it."""
    has_space = act.space_id is not None or act.action in _without_space
    return act.action in _undo and bool(act.before) and has_space


@transaction.atomic
def undo(actor: User, act: SpaceLogEntry, reason: str) -> SpaceLogEntry:
    """Take an act back, once. Raises NotPossible with the reason for people."""
    act = SpaceLogEntry.objects.select_for_update(of=("self",)).select_related("space").get(pk=act.pk)
    if SpaceLogEntry.objects.filter(undoes=act).exists():
        raise NotPossible(_("This act was taken back already."))
    if not can_undo(act):
        raise NotPossible(_("This act cannot be taken back here."))
    _undo[act.action](act, reason)
    act.refresh_from_db(fields=["space"])  # what an act made may be gone again
    return log(actor, SpaceAction.UNDO, act.space, reason, about=act.about, undoes=act)
