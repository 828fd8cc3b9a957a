"""The operator's pages in the staff's admin."""

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from coworking.content.models import ContentPage
from coworking.content.starting_text import starting_values, usual_pages
from coworking.staff.admin import StaffAdmin


@admin.register(ContentPage)
class ContentPageAdmin(StaffAdmin):
    """Pages by address and language; the list offers the usual ones that are missing."""

    list_display = ("title", "slug", "language", "is_published", "order", "updated_at")
    list_filter = ("language", "is_published")
    search_fields = ("title", "slug")
    fields = ("title", ("slug", "language"), "body", ("is_published", "order"))
    change_list_template = "admin/content_page_list.html"

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Begin with a shipped text, if the address and the language have one."""
        slug, language = request.GET.get("slug", "")[:60], request.GET.get("language", "")[:10]
        initial: dict[str, Any] = dict(super().get_changeform_initial_data(request))
        return initial | starting_values(slug, language) if slug else initial

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """List the pages, and links that add the usual ones that are missing."""
        existing = set(ContentPage.objects.values_list("slug", "language"))
        add = reverse("admin:coworking_contentpage_add")
        missing = [
            (f"{title} ({name})", f"{add}?{urlencode({'slug': slug, 'language': code})}")
            for slug, title in usual_pages().items()
            for code, name in settings.LANGUAGES
            if (slug, code) not in existing
        ]
        return super().changelist_view(request, {**(extra_context or {}), "missing_pages": missing})
