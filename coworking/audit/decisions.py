"""What pages share on which moderators decide: the permission, the list of rows, carrying out a decision."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from coworking.accounts.requests import MemberRequest
from coworking.audit.registry import AuditLog, NotPossible
from coworking.fields.keys import primary_key

PER_PAGE = 10

# Carries out what a form says, for a reason; returns the message for the moderator. Raises NotPossible.
Decision = Callable[[MemberRequest, str], object]
Row = TypeVar("Row", bound=Model)


def require_permission(request: MemberRequest, permission: str) -> None:
    """Raise PermissionDenied unless the user has the permission."""
    if not request.user.has_perm(permission):
        raise PermissionDenied


def render_queue(
    request: MemberRequest,
    template: str,
    rows: QuerySet[Any, Any],
    context: dict[str, Any],
    *,
    log: AuditLog[Any],
    actions: tuple[str, ...] = (),
    prepare: Callable[[Iterable[Any]], list[Any]] = list,
    per_page: int = PER_PAGE,
) -> HttpResponse:
    """Render a page of `rows` that wait, with the latest entries of `actions` (default: all) below.

    `prepare` makes the items of the template out of the rows of one page.
    """
    page = Paginator(rows, per_page).get_page(request.GET.get("page"))
    entries = log.latest(actions)
    context |= admin.site.each_context(request) | {
        "page": page,
        "items": prepare(page.object_list),
        "log_entries": entries,
        "undoable": [entry.pk for entry in entries if log.can_undo(entry)],
    }
    return render(request, template, context)


def carry_out(
    request: MemberRequest,
    permission: str,
    decisions: Mapping[str, Decision],
    back: str,
    default_reason: str = "",
) -> HttpResponse:
    """Carry out the decision that the form's `action` names, show its message, and redirect to `back`."""
    require_permission(request, permission)
    decision = decisions.get(request.POST.get("action", ""))
    if decision is None:
        messages.error(request, _("Nothing was done: choose an action."))
        return redirect(back)
    try:
        message = decision(request, request.POST.get("reason", "").strip()[:500] or default_reason)
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, str(message))
    return redirect(back)


def decide_each(request: MemberRequest, rows: Iterable[Row], decide: Callable[[Row], object]) -> int:
    """Decide on each row, and show why that is not possible for some. Returns on how many it was."""
    count = 0
    for row in rows:
        try:
            decide(row)
        except NotPossible as error:
            messages.error(request, f"{row}: {error}")
        else:
            count += 1
    return count


def target(request: MemberRequest, model: type[Row] | QuerySet[Row]) -> Row:
    """The row that the form's `pk` names; 404 when there is none."""
    return get_object_or_404(model, pk=primary_key(request.POST.get("pk", "")))


def undo_decision(log: AuditLog[Any], actions: tuple[str, ...]) -> Decision:
    """The decision that undoes one of these actions, for a reason that must be given."""

    def _undo(request: MemberRequest, reason: str) -> str:
        if not reason:
            raise NotPossible(_("Say why: the reason stands in the log."))
        entry = target(request, log.model._default_manager.filter(action__in=actions))
        log.undo(request.user, entry, reason)
        return _("Taken back.")

    return _undo
