"""The acts on what people say, for the page of all acts."""

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from coworking.accounts.models import User
from coworking.audit.registry import Entry, Log
from reviews.moderation import decisions
from reviews.moderation.models import Action, ModerationLogEntry

KEY = "reviews"


def all_acts() -> Log:
    return Log(
        key=KEY,
        label=_("What people say"),
        permission="reviews.view_moderationlogentry",
        undo_permission="reviews.change_comment",
        kinds=lambda: [(value, str(label)) for value, label in Action.choices],
        rows=lambda: (
            ModerationLogEntry.objects.select_related("actor", "comment", "author__user", "imported_thread")
            .prefetch_related("undone_by")
            .order_by("-pk")
        ),
        about_space=_about_space,
        entry=_entry,
        undo=_undo,
    )


def _about_space(rows: QuerySet, slug: str) -> QuerySet:
    return rows.filter(Q(comment__thread__space__slug=slug) | Q(imported_thread__thread__space__slug=slug))


def _entry(act: ModerationLogEntry) -> Entry:
    is_undone = hasattr(act, "undone_by")
    return Entry(
        log=KEY,
        pk=act.pk,
        when=act.created_at,
        actor=act.actor,
        what=act.get_action_display(),
        about=Truncator(str(act.comment or act.imported_thread or act.author or "")).chars(90),
        reason=act.reason,
        url=reverse("admin:reviews_comment_change", args=[act.comment_id]) if act.comment_id else "",
        is_undone=is_undone,
        can_undo=act.action != Action.UNDO and not is_undone,
    )


def _undo(actor: User, pk: int, reason: str) -> ModerationLogEntry:
    return decisions.undo(actor, get_object_or_404(ModerationLogEntry, pk=pk), reason)
