"""The settings of the site in the staff's admin: one row, whose list leads to its form."""

from typing import Any, cast

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coworking.operator.forms import Prepared, SiteForm, prepare, text_field
from coworking.site.models import ONLY, TEXTS, SiteSettings
from coworking.staff.admin import StaffAdmin


class SiteRequest(HttpRequest):
    """A request with its pictures, processed."""

    prepared: Prepared


@admin.register(SiteSettings)
class SiteSettingsAdmin(StaffAdmin):
    """The only row: it is added by whoever first saves the form, and never deleted."""

    form = SiteForm

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        look = ("name", ("logo", "logo_has_name"), "icon", "social_image", ("accent", "accent_dark"))
        texts = [
            (
                _("Texts in %(language)s") % {"language": name},
                {
                    "fields": [text_field(text, language) for text in TEXTS],
                    "description": _("What is empty is as the software ships it."),
                },
            )
            for language, name in settings.LANGUAGES
        ]
        return [(None, {"fields": look}), *texts, (_("Accounts"), {"fields": ("sign_up",)})]

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, *args, **kwargs)
        form.prepared = getattr(request, "prepared", {})
        return form

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Go on to the form."""
        if not self.has_view_or_change_permission(request):
            return super().changelist_view(request, extra_context)
        name = "change" if SiteSettings.objects.exists() else "add"
        args = [ONLY] if name == "change" else []
        return redirect(reverse(f"admin:coworking_sitesettings_{name}", args=args))

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Process the pictures before the transaction begins, in which SQLite lets nobody else write."""
        may_save = self.has_change_permission(request) if object_id else self.has_add_permission(request)
        if request.method == "POST" and may_save:
            cast(SiteRequest, request).prepared = prepare(request.FILES)
        return super().changeform_view(request, object_id, *args, **kwargs)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and not SiteSettings.objects.exists()

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
