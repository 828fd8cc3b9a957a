"""The imports that were applied, in the staff's admin: to read, and to take back."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from coworking.accounts.requests import MemberRequest
from coworking.audit import decisions
from coworking.audit.registry import NotPossible
from coworking.staff.admin import ReadOnlyAdmin
from spaces.audit.log import space_log
from spaces.importers.runs.models import ImportRun
from spaces.importers.runs.report_page import counts_in_words, report_as_html
from spaces.importers.runs.undo import log_entry_of


@require_POST
def undo(request: MemberRequest) -> HttpResponse:
    """Take back an import, for a reason."""
    back = reverse("admin:spaces_importrun_changelist")
    return decisions.carry_out(request, space_log.undo_permission, {"undo": _undo}, back)


def _undo(request: MemberRequest, reason: str) -> str:
    if not reason:
        raise NotPossible(_("Say why: the reason stands in the log."))
    run = decisions.target(request, ImportRun)
    space_log.undo(request.user, log_entry_of(run.pk), reason)
    run.refresh_from_db()
    count = len(run.not_taken_back)
    if not count:
        return _("Taken back.")
    message = ngettext(
        "Taken back, but for %(count)s thing, which its page names.",
        "Taken back, but for %(count)s things, which its page names.",
        count,
    )
    return message % {"count": count}


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin):
    change_form_template = "spaces/importers/run.html"
    fields = (
        "source",
        "file_name",
        "actor",
        "state",
        "problem",
        "started_at",
        "finished_at",
        "taken_back_at",
        "left",
        "shown_report",
    )
    list_display = ("started_at", "source", "file_name", "state", "outcomes", "actor", "taken_back_at")
    list_select_related = ("source", "actor")

    @admin.display(description=gettext_lazy("what could not be taken back"))
    def left(self, run: ImportRun) -> str:
        rows = ((one["ref"], one["reason"]) for one in run.not_taken_back)
        return format_html_join("", "<p><b>{}</b>: {}</p>", rows) or "-"

    @admin.display(description=gettext_lazy("counts"))
    def outcomes(self, run: ImportRun) -> str:
        return counts_in_words(run.counts)

    @admin.display(description=gettext_lazy("report"))
    def shown_report(self, run: ImportRun) -> str:
        return report_as_html(run.counts, run.report)

    def get_urls(self) -> list[URLPattern]:
        return [
            path("undo/", self.admin_site.admin_view(undo), name="spaces_importrun_undo"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        run = self.get_object(request, object_id)
        may = request.user.has_perm(space_log.undo_permission)
        context = {"can_undo": bool(run and not run.taken_back_at and may), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)
