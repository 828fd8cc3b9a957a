"""Base classes of the staff's admin. Their lists stay fast however many rows there are.

Nothing is counted further than a few pages ahead; nothing is sorted or searched without an index.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, ClassVar

from allauth.core import ratelimit
from django import forms
from django.contrib import admin
from django.contrib.admin.helpers import ActionForm
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import Promise, cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

PAGES_AHEAD = 10


def limited(login: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Limit the rate of attempts on the sign-in page of an admin."""

    @wraps(login)
    def _login(request: HttpRequest, extra_context: Any = None) -> HttpResponseBase:
        who = request.POST.get("username", "").lower()
        refused = ratelimit.consume_or_429(request, action="staff_login", key=who)
        return refused or login(request, extra_context)

    return _login


class PeekingPaginator(Paginator[Any]):
    """A paginator that counts only up to a few pages after the current one.

    Django's own counts all rows for each page: at 100,000 rows and a filter that is most of the time.
    """

    object_list: QuerySet[Any]

    def __init__(self, *args: Any, page: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most = self.per_page * (PAGES_AHEAD + (int(page) if page and page.isdecimal() else 1))

    @cached_property
    def count(self) -> int:
        """The number of rows, or `most + 1` when there are more."""
        return self.object_list.order_by()[: self.most + 1].count()

    @property
    def is_cut(self) -> bool:
        return self.count > self.most


class StaffAdmin(admin.ModelAdmin[Any]):
    """The base of all lists. Subclasses sort (`sortable_by`) and search only by columns with an index."""

    paginator = PeekingPaginator
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_max_show_all = 0  # pages do
    sortable_by: ClassVar[list[str] | tuple[str, ...] | None] = ()

    def get_paginator(
        self,
        request: HttpRequest,
        queryset: Any,
        per_page: int,
        orphans: int = 0,
        allow_empty_first_page: bool = True,
    ) -> PeekingPaginator:
        """Paginate by `p` in lists, and by `page` in autocompletes, whose rows come without an order."""
        page = (request.GET.get("p") or request.GET.get("page") or "")[:6]
        queryset = queryset if queryset.ordered else queryset.order_by("pk")
        return PeekingPaginator(queryset, per_page, orphans, allow_empty_first_page, page=page)


class ReadOnlyAdmin(StaffAdmin):
    """A list to read only: its rows are changed elsewhere, by actions that are logged."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def shortened(field: str, label: str | Promise, words: int = 30) -> Callable[[Model], str]:
    """Make a column for `list_display` with the first words of a text field."""

    @admin.display(description=label)  # type: ignore[arg-type]  # any lazy text will do
    def begins(row: Model) -> str:
        return Truncator(str(getattr(row, field))).words(words)

    return begins


class ReasonForm(ActionForm):
    """The form beside the list of actions, with a field for the reason."""

    reason = forms.CharField(label=_("Reason:"), max_length=500, required=False)
