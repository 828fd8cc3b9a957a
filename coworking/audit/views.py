"""The page of all audit logs, newest entries first, on which actions can be undone."""

import heapq
from itertools import islice
from typing import Any, cast

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from coworking.accounts.models import User
from coworking.accounts.requests import MemberRequest
from coworking.audit.registry import AuditLog, ListedEntry, NotPossible, logs_for
from coworking.fields.keys import primary_key

PER_PAGE = 50


class LogForm(forms.Form):
    """The filters of the page. `kind` is "spaces" or "spaces:published"; unknown values do not filter."""

    actor = forms.CharField(label=gettext_lazy("Who"), max_length=254, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    space = forms.SlugField(label=gettext_lazy("Space"), max_length=220, required=False, allow_unicode=True)

    def __init__(self, data: QueryDict, logs: list[AuditLog[Any]]) -> None:
        super().__init__(data)
        kinds = [("", _("everything"))]
        for log in logs:
            kinds.append((log.key, str(log.label)))
            kinds += [(f"{log.key}:{value}", f"{log.label}: {label}") for value, label in log.actions.choices]
        cast(forms.ChoiceField, self.fields["kind"]).choices = kinds
        self.fields["actor"].widget.attrs["placeholder"] = _("e-mail address")
        self.fields["space"].widget.attrs["placeholder"] = _("its-name-in-the-address")


@require_safe
def log_page(request: MemberRequest) -> HttpResponse:
    """List log entries. The next page starts in each log below a key: `spaces=120&reviews=45`."""
    logs = logs_for(request.user)
    if not logs:
        raise PermissionDenied
    form = LogForm(request.GET, logs)
    form.is_valid()
    streams = [_entries(log, form.cleaned_data, request.GET.get(log.key, "")) for log in logs]
    merged = heapq.merge(*streams, key=lambda entry: entry.when, reverse=True)
    found = list(islice(merged, PER_PAGE + 1))
    context = admin.site.each_context(request) | {
        "title": _("What the staff did"),
        "form": form,
        "entries": found[:PER_PAGE],
        "may_undo": {log.key for log in logs if request.user.has_perm(log.undo_permission)},
        "older": _older(request, found[:PER_PAGE]) if len(found) > PER_PAGE else "",
    }
    return render(request, "admin/log.html", context)


def _entries(log: AuditLog[Any], filters: dict[str, str], below: str) -> list[ListedEntry]:
    """Enough entries of a log for one page, filtered."""
    rows = log.entries()
    kind, _colon, action = filters.get("kind", "").partition(":")
    if kind and kind != log.key:
        return []
    if action:
        rows = rows.filter(action=action)
    if filters.get("actor"):
        rows = rows.filter(actor=User.objects.filter(email__iexact=filters["actor"]).first())
        rows = rows.exclude(actor=None)
    if filters.get("space"):
        rows = log.of_space(rows, filters["space"])
    if pk := primary_key(below):
        rows = rows.filter(pk__lt=pk)
    return [log.listed(entry) for entry in rows[: PER_PAGE + 1]]


def _older(request: MemberRequest, shown: list[ListedEntry]) -> str:
    """The query string of the next page."""
    query = request.GET.copy()
    for entry in shown:
        query[entry.log] = str(entry.pk)
    return query.urlencode()


@require_POST
def undo(request: MemberRequest) -> HttpResponse:
    """Undo the action of an entry, for a reason."""
    logs = {log.key: log for log in logs_for(request.user) if request.user.has_perm(log.undo_permission)}
    log = logs.get(request.POST.get("log", ""))
    reason = request.POST.get("reason", "").strip()
    if log is None:
        raise PermissionDenied
    if not reason:
        messages.error(request, _("Say why: the reason stands in the log."))
        return redirect("log")
    entry = get_object_or_404(log.model, pk=primary_key(request.POST.get("pk", "")))
    try:
        log.undo(request.user, entry, reason[:500])
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back."))
    return redirect("log")
