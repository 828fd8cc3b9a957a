"""Feeds in the staff's admin: what is read how often, what came of it, and the file that waits."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from coworking.accounts.requests import MemberRequest
from coworking.audit import decisions
from coworking.audit.registry import NotPossible
from coworking.staff.admin import ReadOnlyAdmin, StaffAdmin
from spaces.importers.complete.area import AreaError, spaces_in
from spaces.importers.feeds import run as feeds
from spaces.importers.feeds.fetch import IN_REQUEST
from spaces.importers.feeds.models import Feed, FeedReading, FeedState
from spaces.importers.feeds.queue import PERMISSION
from spaces.importers.registry import AUTO, FORMATS
from spaces.importers.runs.report_page import counts_in_words, report_as_html
from spaces.provenance.own_sources import is_reserved

SHOWN_READINGS = 10
FILE_SETTINGS = {"source", "location", "format", "is_complete", "area"}


class FeedForm(forms.ModelForm[Feed]):
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[(AUTO, gettext_lazy("as it looks")), *((one.key, one.label) for one in reversed(FORMATS))],
        initial=AUTO,
    )

    def clean_source(self) -> Any:
        source = self.cleaned_data["source"]
        if is_reserved(source.key):
            raise forms.ValidationError(_("This source is the site's own."))
        return source

    def clean_area(self) -> str:
        area: str = self.cleaned_data["area"]
        try:
            spaces_in(area)
        except AreaError as error:
            raise forms.ValidationError(str(error)) from None
        return area


@require_POST
def decide(request: MemberRequest) -> HttpResponse:
    """Read a feed now, or decide on its file that waits."""
    decisions.require_permission(request, PERMISSION)
    feed = decisions.target(request, Feed.objects.select_related("source"))
    back = reverse("admin:spaces_feed_change", args=[feed.pk])
    choices = {
        "run": lambda request, reason: _run(request, feed),
        "accept": lambda request, reason: _accept(request, feed),
        "decline": lambda request, reason: _decline(request, feed, reason),
    }
    return decisions.carry_out(request, PERMISSION, choices, back)


def _run(request: MemberRequest, feed: Feed) -> str:
    return _outcome(feeds.run_feed(feed, request.user, IN_REQUEST, is_forced=True))


def _accept(request: MemberRequest, feed: Feed) -> str:
    reading = _waiting(feed)
    feeds.accept(reading, request.user)
    return _outcome(reading)


def _decline(request: MemberRequest, feed: Feed, reason: str) -> str:
    if not reason:
        raise NotPossible(_("Say why: the reason stands in the log."))
    feeds.decline(_waiting(feed), request.user, reason)
    return _("Declined: nothing of this file is imported.")


def _waiting(feed: Feed) -> FeedReading:
    reading = feed.readings.filter(state=FeedState.WAITING).select_related("feed__source").first()
    if reading is None:
        raise NotPossible(_("This file does not wait any more: run the feed again."))
    return reading


def _outcome(reading: FeedReading) -> str:
    """What became of a reading, for the person who asked for it. Raises NotPossible where it failed."""
    text = f"{reading.feed}: {reading.get_state_display()}"
    text = f"{text}: {reading.message}" if reading.message else text
    if reading.state == FeedState.FAILED:
        raise NotPossible(text)
    return text


@admin.register(Feed)
class FeedAdmin(StaffAdmin):
    form = FeedForm
    change_form_template = "spaces/importers/feed.html"
    autocomplete_fields = ("source",)
    fields = (
        "source", "location", "format", "is_complete", "area", "every_days", "is_active",
        "state", "message", "checked_at",
    )  # fmt: skip
    readonly_fields = ("state", "message", "checked_at")
    list_display = ("source", "location", "every_days", "is_active", "state", "checked_at")
    list_filter = ("state", "is_active")
    list_select_related = ("source",)

    def get_urls(self) -> list[URLPattern]:
        page = path("decide/", self.admin_site.admin_view(decide), name="spaces_feed_decide")
        return [page, *super().get_urls()]

    def save_model(self, request: HttpRequest, obj: Feed, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if FILE_SETTINGS & set(form.changed_data):
            obj.forget_file()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        feed = self.get_object(request, object_id)
        readings = list(feed.readings.select_related("run")[:SHOWN_READINGS]) if feed else []
        waiting = next((one for one in readings if one.state == FeedState.WAITING), None)
        context = {
            "readings": readings,
            "waiting": waiting,
            "may_run": request.user.has_perm(PERMISSION),
        }
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))


@admin.register(FeedReading)
class FeedReadingAdmin(ReadOnlyAdmin):
    fields = ("feed", "state", "message", "started_at", "finished_at", "run", "shown_report")
    list_display = ("started_at", "feed", "state", "message", "outcomes")
    list_select_related = ("feed__source",)

    @admin.display(description=gettext_lazy("counts"))
    def outcomes(self, reading: FeedReading) -> str:
        return counts_in_words(reading.counts)

    @admin.display(description=gettext_lazy("report"))
    def shown_report(self, reading: FeedReading) -> str:
        return report_as_html(reading.counts, reading.report) if reading.report else "-"
