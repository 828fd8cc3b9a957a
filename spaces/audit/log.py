"""The audit log of spaces: every decision leaves an entry, and some can be undone."""

from typing import TYPE_CHECKING, Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from coworking.accounts.models import User
from coworking.audit.registry import AuditLog
from spaces.audit.models import SpaceAction, SpaceLogEntry

if TYPE_CHECKING:
    from spaces.directory.models import Space

# Actions that can be undone although their entry is about no space.
WITHOUT_SPACE = {SpaceAction.PROPOSAL_DECLINED, SpaceAction.IMPORTED}


class SpaceLog(AuditLog[SpaceLogEntry]):
    key = "spaces"
    label = _("Spaces")
    model = SpaceLogEntry
    actions = SpaceAction
    permission = "spaces.view_spacelogentry"
    undo_permission = "spaces.change_space"
    related = ("actor", "space")
    cannot_undo = _("This act cannot be taken back here.")

    def of_space(self, entries: QuerySet[SpaceLogEntry], slug: str) -> QuerySet[SpaceLogEntry]:
        return entries.filter(space__slug=slug)

    def describe(self, entry: SpaceLogEntry) -> tuple[str, str]:
        return entry.about, entry.space.get_absolute_url() if entry.space else ""

    def can_undo(self, entry: SpaceLogEntry) -> bool:
        """Undoing needs the values of before, and the space, if there was one."""
        has_space = entry.space_id is not None or entry.action in WITHOUT_SPACE
        return super().can_undo(entry) and bool(entry.before) and has_space

    def log_undo(self, actor: User | None, entry: SpaceLogEntry, reason: str) -> SpaceLogEntry:
        entry.refresh_from_db(fields=["space"])  # undoing may have deleted it
        return log_action(actor, SpaceAction.UNDO, entry.space, reason, about=entry.about, undoes=entry)


space_log = SpaceLog()


def log_action(
    actor: User | None,
    action: str,
    space: "Space | None",
    reason: str = "",
    *,
    about: str = "",
    before: dict[str, Any] | None = None,
    undoes: SpaceLogEntry | None = None,
) -> SpaceLogEntry:
    """Log who did what to a space, and why. Call it in the transaction of the action itself.

    `about` defaults to the space's name; `before` is what undoing needs, as JSON can hold it.
    """
    return SpaceLogEntry.objects.create(
        actor=actor,
        action=action,
        space=space,
        reason=reason[:500],
        about=(about or str(space or ""))[:300],
        before=before or {},
        undoes=undoes,
    )
