"""The form of the opening hours: several days at once, holidays, or the text, with a preview of the week.

Only the text is stored. Every button sends the whole form, so that nothing typed is lost.
"""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from coworking.accounts.requests import MemberRequest
from coworking.templating.rendering import render_page
from spaces.directory.models import Space
from spaces.managers import facts
from spaces.managers.views.dashboard import managed_space
from spaces.opening_hours import evaluate, weekly
from spaces.opening_hours.forms import understand
from spaces.opening_hours.holiday_nights import week_with_holiday_nights
from spaces.opening_hours.models import Schedule
from spaces.opening_hours.weekly import HOLIDAYS
from spaces.opening_hours.words import in_words
from spaces.search_index.derived_columns import schedule_key

DAYS = [*WEEKDAYS.items(), (HOLIDAYS, gettext_lazy("public holidays"))]


class HoursForm(forms.Form):
    """The text, and the days and times that a button adds to it."""

    shown = forms.CharField(
        widget=forms.HiddenInput, strip=False, required=False
    )  # the hours in the database
    text = forms.CharField(
        label=gettext_lazy("The hours as text"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false"}),
    )
    days = forms.TypedMultipleChoiceField(
        label=gettext_lazy("On"),
        choices=DAYS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    start = forms.TimeField(
        label=gettext_lazy("From"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    end = forms.TimeField(
        label=gettext_lazy("To"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )

    def clean_text(self) -> str:
        return understand(self, "text", self.cleaned_data["text"])


class HoursError(Exception):
    """The button cannot do what was chosen; the message says why."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, slug: str) -> HttpResponse:
    """Show the form, change its text by a button, or save it."""
    space = managed_space(request, slug)
    if request.method != "POST":
        hours = space.opening_hours
        initial = {"shown": hours, "text": hours, "days": list(range(5)), "start": "09:00", "end": "18:00"}
        return _show(request, space, HoursForm(initial=initial), space.opening_hours)
    form = HoursForm(request.POST)
    text, error_text = request.POST.get("text", "").strip()[:500], ""
    if form.is_valid():
        if "save" in request.POST:
            shown = form.cleaned_data["shown"] if "shown" in request.POST else None
            if facts.set_hours(space, text, request.user, shown):
                messages.success(request, _("The hours are kept, as your word of today."))
                return redirect("manager_dashboard", slug)
            form = HoursForm(initial=form.cleaned_data | {"shown": space.opening_hours})
            return _show(request, space, form, text, _changed_by_others(space.opening_hours))
        text, error_text = _changed(request, form.cleaned_data)
        form = HoursForm(initial=form.cleaned_data | {"text": text})
    else:
        text = (form["text"].value() or "").strip()[:500]  # as it was understood
    return _show(request, space, form, text, error_text)


def _changed_by_others(hours: str) -> str:
    """The message for a manager whose hours were not saved because another has saved these."""
    message = _(
        "Somebody else has changed the hours since you opened the form: %(hours)s. "
        "Save again to replace them by yours."
    )
    return message % {"hours": hours or _("empty")}


def _changed(request: MemberRequest, data: dict[str, Any]) -> tuple[str, str]:
    """(the text as the pressed button changes it, the error message or an empty string)"""
    text, button = data["text"], request.POST.get("act", "")
    if button not in ("add", "close", "like_other_days"):
        return text, ""
    week = weekly.parse(text)
    if week is None:
        return text, _("These hours say more than days and times can: change the text itself.")
    try:
        changed = weekly.serialize(_apply(week, button, data))
    except HoursError as error:
        return text, str(error)
    return changed, "" if len(changed) <= 500 else _("These are too many times.")


def _apply(week: weekly.Week, button: str, data: dict[str, Any]) -> weekly.Week:
    days = set(data["days"])
    if button == "like_other_days":
        return weekly.clear_holidays(week)
    if not days:
        raise HoursError(_("Tick at least one day."))
    if button == "close":
        return weekly.close(week, days)
    start, end = data["start"], data["end"]
    if start is None or end is None:
        raise HoursError(_("Give both times."))
    if start == end != dt.time():
        raise HoursError(_("From and to are the same time. For day and night write 00:00 to 00:00."))
    return weekly.add(week, days, _minutes(start), _minutes(end))


def _minutes(time: dt.time) -> int:
    return time.hour * 60 + time.minute


def _show(
    request: MemberRequest, space: Space, form: HoursForm, text: str, error_text: str = ""
) -> HttpResponse:
    week = weekly.parse(text)
    context = {
        "space": space,
        "form": form,
        "error": error_text,
        "preview": _preview(space, text),
        "words": in_words(text) if evaluate.is_valid(text) else "",
        "night_note": _night_note(text),
        "is_plain": week is not None,
        "has_holidays": week is not None and week.holidays is not None,
        "is_changed": text != space.opening_hours,
    }
    template = "spaces/managers/_hours_form.jinja" if request.htmx else "spaces/managers/hours.jinja"
    return render_page(request, template, context)


def _preview(space: Space, text: str) -> Space:
    """The space as it would be with these hours; never saved."""
    shown = Space(opening_hours=text, city=space.city, latitude=space.latitude, longitude=space.longitude)
    if evaluate.is_valid(text):
        expression, country, timezone, sun = schedule_key(shown)
        shown.schedule = Schedule(
            expression=expression, country_code=country, timezone=timezone, sun_position=sun
        )
    return shown


def _night_note(text: str) -> str:
    """The note on nights beside public holidays; empty where the hours have none."""
    if week_with_holiday_nights(text):
        return _(
            "A night that begins before a public holiday goes on into it; a night of a public holiday "
            "is that of the holiday's own hours."
        )
    if evaluate.is_valid(text) and evaluate.has_holiday_nights(text):
        return _("The nights before and after a public holiday may be shown wrong: the day ends at midnight.")
    return ""
