"""The managers' own AdminSite, open to whoever manages a space; everybody else gets 404."""

from functools import update_wrapper
from typing import Any, cast

from django.contrib import admin
from django.http import Http404, HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from coworking.accounts.models import User
from spaces.directory.models import Space
from spaces.managers import describe, facts, outdated
from spaces.managers.models import Role

# URLs for which the site has better pages, or which reveal objects that are not the manager's.
EXCLUDED_URLS = {"password_change", "password_change_done", "view_on_site"}


class ManagerSite(admin.AdminSite):
    """An admin without the staff flag, and without a sign-in page of its own."""

    site_header = site_title = _("Your spaces")
    index_title = _("What you keep true")
    site_url = "/"
    index_template = "manage/index.html"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return user.is_active and user.is_authenticated and Role.objects.filter(member=user).exists()

    def get_urls(self) -> list[Any]:
        return [url for url in super().get_urls() if getattr(url, "name", "") not in EXCLUDED_URLS]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Answer 404 to members who manage nothing, and let visitors sign in."""
        guarded = super().admin_view(view, cacheable)

        def inner(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            return guarded(request, *args, **kwargs)

        return update_wrapper(inner, view)

    def login(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """Send managers to the sign-in page of all members."""
        if request.user.is_authenticated:
            return self.admin_view(lambda request: redirect("manage:index"))(request)
        query = request.GET.urlencode()
        return redirect(f"{reverse('account_login')}?{query}")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> Any:
        return redirect("account_logout")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return super().each_context(request) | {"is_manage": True}

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """List the manager's spaces, those with most to do first."""
        return super().index(
            request, {"waiting": dashboard_rows(cast(User, request.user))} | (extra_context or {})
        )

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> Any:
        return redirect("manage:index")


def dashboard_rows(user: User) -> list[dict[str, Any]]:
    """[{space, stale, undated, suggestions}] of all spaces of a manager, in a bounded number of queries."""
    spaces = list(Space.objects.managed_by(user).select_related("city").order_by("name", "pk"))
    known = outdated.known_facts(spaces)
    suggestions = facts.count_waiting_suggestions(spaces)
    rows = [
        {
            "space": space,
            "stale": [describe.fact_label(fact.name) for fact in known[space.pk] if fact.is_stale],
            "undated": sum(fact.is_old and not fact.is_stale for fact in known[space.pk]),
            "suggestions": suggestions.get(space.pk, 0),
        }
        for space in spaces
    ]
    return sorted(rows, key=lambda row: -len(row["stale"]) - row["suggestions"])


site = ManagerSite(name="manage")
