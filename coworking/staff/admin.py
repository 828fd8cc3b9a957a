"""Base classes of the staff's admin. Their lists stay fast however many rows there are.

Nothing is counted further than a few pages ahead; nothing is sorted or searched without an index.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import TYPE_CHECKING, Any, ClassVar

from allauth.core import ratelimit
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME, ActionForm
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import BadRequest, ValidationError
from django.core.paginator import Paginator
from django.db import DataError
from django.db.models import (
    BigIntegerField,
    DecimalField,
    Field,
    FloatField,
    IntegerField,
    Model,
    QuerySet,
    TimeField,
)
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.functional import Promise, cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from coworking.fields.amount_fields import (
    AmountField,
    DegreesField,
    NumberTextInput,
    WholeNumberField,
    changed_numbers,
)
from coworking.fields.date_fields import DateTextInput, TypedDateField, TypedTimeField
from coworking.fields.keys import primary_key
from coworking.fields.partial_dates import PartialDateField

PAGES_AHEAD = 10
# What the mixins below are mixed into.
if TYPE_CHECKING:
    from django.contrib.admin.options import BaseModelAdmin

    class AnyAdmin(BaseModelAdmin[Any]): ...

    class AnyModelAdmin(admin.ModelAdmin[Any]): ...
else:
    AnyAdmin = AnyModelAdmin = object


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
        self.most = self.per_page * (PAGES_AHEAD + (primary_key(page) or 1))

    @cached_property
    def count(self) -> int:
        """The number of rows, or `most + 1` when there are more."""
        return self.object_list.order_by()[: self.most + 1].count()

    @property
    def is_cut(self) -> bool:
        return self.count > self.most


def is_key(field: Field[Any, Any], text: str) -> bool:
    """Whether `text` may be a value of a key column: a number that fits, for a number."""
    try:
        field.clean(text, None)
    except ValidationError:
        return False
    return True


class KeySelect(AutocompleteSelect):
    """Django's own looks the keys up that a form sent back, whether or not they are numbers."""

    def optgroups(self, name: str, value: Sequence[str], attrs: Any = None) -> Any:
        remote = self.field.remote_field
        key = remote.model._meta.get_field(getattr(remote, "field_name", None) or remote.model._meta.pk.name)
        return super().optgroups(name, [one for one in value if not one or is_key(key, one)], attrs)


class ReadsTyped(AnyAdmin):
    """For admins and inlines: amounts, numbers, dates and times are read as people write them."""

    formfield_overrides: ClassVar[dict[type[Field[Any, Any]], dict[str, Any]]] = {
        DecimalField: {"form_class": AmountField, "widget": NumberTextInput},
        IntegerField: {"form_class": WholeNumberField, "widget": NumberTextInput},
        BigIntegerField: {"form_class": WholeNumberField, "widget": NumberTextInput},
        FloatField: {"form_class": DegreesField, "widget": NumberTextInput},  # only positions are floats
        PartialDateField: {"form_class": TypedDateField, "widget": DateTextInput},
        TimeField: {"form_class": TypedTimeField},
    }


class KeySelects(ReadsTyped):
    """For `autocomplete_fields` of admins and inlines: a form with a bad key comes back with its message."""

    def formfield_for_foreignkey(
        self, db_field: Any, request: HttpRequest, **kwargs: Any
    ) -> forms.ModelChoiceField[Any] | None:
        if "widget" not in kwargs and db_field.name in self.get_autocomplete_fields(request):
            site, using = self.admin_site, kwargs.get("using")
            kwargs["widget"] = KeySelect(db_field, site, using=using)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class CheckedChangeList(ChangeList):
    """Refuses, as Django's own does for most, what only the database finds out about a filter."""

    def get_results(self, request: HttpRequest) -> None:
        try:
            super().get_results(request)
        except (OverflowError, ValueError, DataError) as error:  # a number or a year that is out of range
            raise IncorrectLookupParameters(error) from None


class CheckedInput(KeySelects, AnyModelAdmin):
    """For admins: keys and filters that no row can have are refused (302 to the whole list, or 400)."""

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return CheckedChangeList

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        """No filter needs these: Django fails at a range of one value, databases at a wrong expression."""
        is_refused = lookup.endswith(("__range", "__regex", "__iregex"))
        return not is_refused and super().lookup_allowed(lookup, value, request)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Show the numbers that were saved, as they were understood."""
        super().save_related(request, form, formsets, change)
        rows = [row for formset in formsets for row in formset.forms if row not in formset.deleted_forms]
        numbers = [number for one in (form, *rows) for number in changed_numbers(one)]
        if numbers:
            text = _("Saved as understood: %(numbers)s.")
            messages.info(request, text % {"numbers": ", ".join(numbers)})

    def response_action(self, request: HttpRequest, queryset: Any, *args: Any) -> HttpResponse | None:
        """Carry out an action on the chosen rows; Django's own fails at a key that no row can have."""
        chosen = request.POST.getlist(ACTION_CHECKBOX_NAME)
        if not all(is_key(self.opts.pk, key) for key in chosen):
            raise BadRequest("A chosen row has no such key.")
        response: HttpResponse | None = super().response_action(request, queryset, *args)
        return response


class StaffAdmin(CheckedInput, admin.ModelAdmin[Any]):
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
