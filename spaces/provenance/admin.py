from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _

from coworking.staff.admin import StaffAdmin
from coworking.staff.resources import GuardedResource, TableImport
from spaces.provenance.models import Source
from spaces.provenance.own_sources import is_reserved


class SourceResource(GuardedResource):
    class Meta:
        model = Source
        fields = ("key", "name", "url", "licence", "attribution", "note", "area")
        import_id_fields = ("key",)
        skip_unchanged = report_skipped = clean_model_instances = True

    def before_import_row(self, row: dict[str, Any], **kwargs: Any) -> None:
        super().before_import_row(row, **kwargs)
        if is_reserved(row.get("key") or ""):
            raise ValidationError(_("This source is the site's own."))


@admin.register(Source)
class SourceAdmin(TableImport, StaffAdmin):
    resource_classes = (SourceResource,)
    list_display = ("name", "licence", "url")
    readonly_fields = ("mapping",)
    search_fields = ("name", "key")
    search_help_text = _("The beginning of its name or of its address.")
    sortable_by = ("name",)

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Source], search_term: str
    ) -> tuple[QuerySet[Source], bool]:
        """Find names as typed or with an initial capital, and URLs with or without "https://www."."""
        if not search_term:
            return queryset, False
        found = Q()
        for name in {search_term, search_term[:1].upper() + search_term[1:]}:
            found |= Q(name__prefix=name)
        for scheme in ("", "https://", "https://www."):
            found |= Q(key__prefix=f"{scheme}{search_term.lower()}")
        return queryset.filter(found), False
