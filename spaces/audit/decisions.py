"""What the moderators' pages of this room share: who may come in, doing what a form asks, the latest acts."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from coworking.accounts.requests import MemberRequest
from coworking.audit.registry import NotPossible
from spaces.audit import entries
from spaces.audit.models import SpaceLogEntry

PER_PAGE = LATEST = 10
Answer = Callable[[MemberRequest, str], object]


def need(request: MemberRequest, permission: str) -> None:
    """Raise PermissionDenied unless the user may decide here."""
    if not request.user.has_perm(permission):
        raise PermissionDenied


def show(
    request: MemberRequest, template: str, rows: QuerySet, actions: tuple[str, ...], context: dict[str, Any]
) -> HttpResponse:
    """A page of what waits, with the latest acts of these kinds below."""
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    latest = SpaceLogEntry.objects.filter(action__in=actions)
    latest = latest.select_related("actor", "space", "undone_by")[:LATEST]
    context |= admin.site.each_context(request) | {
        "page": page,
        "undoable": [entry.pk for entry in latest if entries.can_undo(entry)],
        "log_entries": latest,
    }
    context["items"] = context.pop("items_of", list)(page.object_list)
    return render(request, template, context)


def carry_out(
    request: MemberRequest, permission: str, answers: Mapping[str, Answer], back: str
) -> HttpResponse:
    """Do what the form asks, say what came of it, and come back."""
    need(request, permission)
    answer = answers.get(request.POST.get("action", ""))
    if answer is None:
        messages.error(request, _("Nothing was done: choose an action."))
        return redirect(back)
    try:
        done = answer(request, request.POST.get("reason", "").strip()[:500])
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, str(done))
    return redirect(back)


def target(request: MemberRequest, model: type, **fixed: Any):
    """The row that the form names; 404 when there is none."""
    pk = request.POST.get("pk", "")
    return get_object_or_404(model, pk=pk if pk.isdigit() and len(pk) < 19 else 0, **fixed)


def taking_back(actions: tuple[str, ...]) -> Answer:
    """The answer that takes an act of these kinds back, for a reason."""

    def _answer(request: MemberRequest, reason: str) -> str:
        if not reason:
            raise NotPossible(_("Say why: the reason stands in the log."))
        entries.undo(request.user, target(request, SpaceLogEntry, action__in=actions), reason)
        return _("Taken back.")

    return _answer
