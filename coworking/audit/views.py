"""The page of every act of the staff: who, what, why and when, from all rooms, newest first."""

import heapq
from itertools import islice

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from coworking.accounts.models import User
from coworking.accounts.requests import MemberRequest
from coworking.audit.registry import Entry, Log, NotPossible, logs_for

PER_PAGE = 50


class LogForm(forms.Form):
    """`kind` is "spaces" or "spaces:published"; unknown values are no filter."""

    actor = forms.CharField(label=gettext_lazy("Who"), max_length=254, required=False)
    kind = forms.ChoiceField(label=gettext_lazy("What"), required=False)
    space = forms.SlugField(label=gettext_lazy("Space"), max_length=220, required=False, allow_unicode=True)

    def __init__(self, data, logs: list[Log]):
        super().__init__(data)
        kinds = [("", _("everything"))]
        for log in logs:
            kinds.append((log.key, str(log.label)))
            kinds += [(f"{log.key}:{value}", f"{log.label}: {label}") for value, label in log.kinds()]
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        self.fields["actor"].widget.attrs["placeholder"] = _("e-mail address")
        self.fields["space"].widget.attrs["placeholder"] = _("its-name-in-the-address")


@require_safe
def log(request: MemberRequest) -> HttpResponse:
    """A page of acts. Each log remembers where it was left: `spaces=120&reviews=45` go on below these."""
    logs = logs_for(request.user)
    if not logs:
        raise PermissionDenied
    form = LogForm(request.GET, logs)
    form.is_valid()
    streams = [_stream(one, form.cleaned_data, request.GET.get(one.key, "")) for one in logs]
    merged = heapq.merge(*streams, key=lambda entry: entry.when, reverse=True)
    found = list(islice(merged, PER_PAGE + 1))
    may_undo = {one.key for one in logs if request.user.has_perm(one.undo_permission)}
    context = admin.site.each_context(request) | {
        "title": _("What the staff did"),
        "form": form,
        "entries": found[:PER_PAGE],
        "may_undo": may_undo,
        "older": _older(request, found[:PER_PAGE]) if len(found) > PER_PAGE else "",
    }
    return render(request, "admin/log.html", context)


def _stream(one: Log, asked: dict[str, str], below: str) -> list[Entry]:
    """Enough of a log for a page, narrowed to what was asked for."""
    rows = one.rows()
    kind, _colon, action = asked.get("kind", "").partition(":")
    if kind and kind != one.key:
        return []
    if action:
        rows = rows.filter(action=action)
    if asked.get("actor"):
        rows = rows.filter(actor=User.objects.filter(email__iexact=asked["actor"]).first())
        rows = rows.exclude(actor=None)
    if asked.get("space"):
        rows = one.about_space(rows, asked["space"])
    if below.isdecimal() and len(below) < 19:
        rows = rows.filter(pk__lt=int(below))
    return [one.entry(row) for row in rows[: PER_PAGE + 1]]


def _older(request: MemberRequest, shown: list[Entry]) -> str:
    """The query of the next page."""
    query = request.GET.copy()
    for entry in shown:
        query[entry.log] = str(entry.pk)
    return query.urlencode()


@require_POST
def undo(request: MemberRequest) -> HttpResponse:
    """Take an act back, and say why."""
    logs = {one.key: one for one in logs_for(request.user) if request.user.has_perm(one.undo_permission)}
    one, pk = logs.get(request.POST.get("log", "")), request.POST.get("pk", "")
    reason = request.POST.get("reason", "").strip()
    if one is None:
        raise PermissionDenied
    if not reason:
        messages.error(request, _("Say why: the reason stands in the log."))
        return redirect("log")
    try:
        one.undo(request.user, int(pk) if pk.isdecimal() and len(pk) < 19 else 0, reason[:500])
    except NotPossible as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Taken back."))
    return redirect("log")
