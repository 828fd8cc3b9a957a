"""The moderators' queue: one page, one form for each thing that waits, a reason with every act."""

from collections.abc import Callable
from typing import cast

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from coworking.accounts.models import User
from coworking.accounts.requests import MemberRequest
from coworking.audit.registry import NotPossible
from coworking.i18n.normalize import normalize_name
from reviews.comments.models import Author, Comment, DuplicateComment, ImportedThread
from reviews.moderation import decisions
from reviews.moderation.models import ModerationLogEntry
from reviews.moderation.queues import all_queues, members_of_groups
from reviews.near_duplicates.models import NearMatch
from reviews.near_duplicates.similarity import differences
from spaces.directory.models import Space
from spaces.geography.models import City

PER_PAGE = 25
PERMISSION = "reviews.change_comment"


def _check(request: MemberRequest) -> None:
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied


@require_safe
def queue(request: MemberRequest) -> HttpResponse:
    """What waits, one queue at a time; without one named, the first that is not empty."""
    _check(request)
    queues = [(one, one.rows().count()) for one in all_queues()]
    asked = request.GET.get("queue")
    first = next((one for one, count in queues if count), queues[0][0])
    chosen = next((one for one, _count in queues if one.key == asked), first)
    page = Paginator(chosen.rows(), PER_PAGE).get_page(request.GET.get("page"))
    context = admin.site.each_context(request) | {
        "title": _("Moderation"),
        "queues": queues,
        "chosen": chosen.key,
        "page": page,
        "items": _items(chosen.key, list(page)),
        "log_entries": ModerationLogEntry.objects.select_related("actor", "comment", "undone_by")[:10],
    }
    return render(request, "reviews/moderation/queue.html", context)


def _items(key: str, rows: list) -> list:
    if key == "near":
        return [{"near": row, "pieces": differences(row.first.text, row.second.text)} for row in rows]
    if key == "groups":
        members = members_of_groups([row["fingerprint"] for row in rows])
        return [row | {"comments": members[row["fingerprint"]]} for row in rows]
    return rows


@require_POST
def act(request: MemberRequest) -> HttpResponse:
    """Do what the form asks, and come back to the queue."""
    _check(request)
    action, reason = request.POST.get("action", ""), request.POST.get("reason", "").strip()[:500]
    back = redirect(f"{reverse('moderation')}?queue={request.POST.get('queue', '')[:20]}")
    if action not in ACTIONS:
        messages.error(request, _("Nothing was done: choose an action."))
        return back
    try:
        done = ACTIONS[action](request, reason or _("no reason given"))
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, str(done))
    return back


def _target(request: MemberRequest, model):
    pk = request.POST.get("pk", "")
    return get_object_or_404(model, pk=pk if pk.isdigit() else 0)


def _on(model, workflow: Callable) -> Callable[[MemberRequest, str], ModerationLogEntry]:
    return lambda request, reason: workflow(request.user, _target(request, model), reason)


def _ban(request: MemberRequest, reason: str) -> ModerationLogEntry:
    comment = _target(request, Comment)
    decisions.reject(request.user, comment, reason)
    return decisions.ban(request.user, cast(Author, comment.author), reason)


def _assign(request: MemberRequest, reason: str) -> ModerationLogEntry:
    subject = _subject(request.POST.get("subject", ""))
    if subject is None:
        raise NotPossible(
            _("Name one space by its name or its address here, for example /en/spaces/its-name/.")
        )
    return decisions.assign(request.user, _target(request, ImportedThread), subject, reason)


def _subject(words: str) -> Space | City | None:
    """The space or city at an address of this site; or the one space of that slug or name."""
    parts = [part for part in words.strip().split("?")[0].split("#")[0].split("/") if part]
    if not parts:
        return None
    if len(parts) > 1 and (city := City.objects.filter(country=parts[-2].upper(), slug=parts[-1]).first()):
        return city
    named = Space.objects.filter(Q(slug=parts[-1]) | Q(name_folded=normalize_name(words)[:200]))
    found = {space.merged_into or space for space in named.select_related("merged_into")[:3]}
    return found.pop() if len(found) == 1 else None


def _judge(request: MemberRequest, reason: str) -> ModerationLogEntry:
    size = request.POST.get("size", "")
    fingerprint = request.POST.get("fingerprint", "")[:64]
    return decisions.judge_group(
        cast(User, request.user), fingerprint, int(size) if size.isdigit() else 0, reason
    )


ACTIONS: dict[str, Callable[[MemberRequest, str], ModerationLogEntry]] = {
    "approve": _on(Comment, decisions.approve),
    "reject": _on(Comment, decisions.reject),
    "ban": _ban,
    "fold": _on(NearMatch, decisions.fold),
    "keep_apart": _on(NearMatch, decisions.keep_apart),
    "split": _on(DuplicateComment, decisions.split),
    "assign": _assign,
    "judge": _judge,
    "undo": _on(ModerationLogEntry, decisions.undo),
}
