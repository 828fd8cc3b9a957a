"""The audit log of moderation: every decision leaves an entry, and can be undone."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from coworking.accounts.models import User
from coworking.audit.registry import AuditLog
from reviews.moderation.models import Action, ModerationLogEntry
from reviews.moderation.notifications import notify_of_decision


class ModerationLog(AuditLog[ModerationLogEntry]):
    key = "reviews"
    label = _("What people say")
    model = ModerationLogEntry
    actions = Action
    permission = "reviews.view_moderationlogentry"
    undo_permission = "reviews.change_comment"
    related = ("actor", "comment", "author__user", "imported_thread")
    cannot_undo = _("Taking back is not taken back: do the act again.")

    def of_space(self, entries: QuerySet[ModerationLogEntry], slug: str) -> QuerySet[ModerationLogEntry]:
        about_comments = Q(comment__thread__space__slug=slug)
        return entries.filter(about_comments | Q(imported_thread__thread__space__slug=slug))

    def describe(self, entry: ModerationLogEntry) -> tuple[str, str]:
        about = Truncator(str(entry.comment or entry.imported_thread or entry.author or "")).chars(90)
        url = reverse("admin:reviews_comment_change", args=[entry.comment_id]) if entry.comment_id else ""
        return about, url

    def log_undo(self, actor: User | None, entry: ModerationLogEntry, reason: str) -> ModerationLogEntry:
        return log_action(actor, Action.UNDO, reason, undoes=entry, comment=entry.comment)


moderation_log = ModerationLog()


def log_action(actor: User | None, action: str, reason: str, **fields: Any) -> ModerationLogEntry:
    """Log a moderator's action, and notify the author of the comment. `fields` are those of the entry."""
    entry = ModerationLogEntry.objects.create(actor=actor, action=action, reason=reason, **fields)
    notify_of_decision(entry)
    return entry
