"""Prices in the staff's admin: current ones in the form of their space, all of them in a list."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from coworking.staff.admin import KeySelects, StaffAdmin
from spaces.directory.models import Space
from spaces.pricing.forms import PriceForm
from spaces.pricing.models import Plan
from spaces.search.admin_search import filter_by_space
from spaces.search_index.derived_columns import refresh


class PlanFormSet(BaseInlineFormSet[Plan, Space, PriceForm]):
    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        if self.instance.city_id:
            form.set_local_currency(self.instance.city.country.currency)

    @property
    def earlier(self) -> int:
        """The number of superseded prices of the space."""
        return Plan.objects.filter(space=self.instance.pk, is_current=False).count()


class PlanInline(KeySelects, admin.StackedInline[Plan, Space]):
    """The current prices. Superseded ones, which fill a page after years of imports, are behind a link."""

    model = Plan
    form = PriceForm
    formset = PlanFormSet  # type: ignore[assignment]  # its forms are PriceForms
    extra = 0
    autocomplete_fields = ("source",)
    template = "spaces/staff/plans.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).filter(is_current=True)


@admin.register(Plan)
class PlanAdmin(StaffAdmin):
    """Every price, superseded ones too. New ones are added in the form of their space."""

    form = PriceForm
    list_display = ("price", "what", "unit", "space", "as_of", "source", "is_current")
    list_filter = ("is_current",)
    list_select_related = ("space", "source")
    search_fields = ("space",)
    autocomplete_fields = ("source",)
    readonly_fields = ("space",)

    @admin.display(description=_("price"))
    def price(self, plan: Plan) -> str:
        return plan.formatted_amount

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return filter_by_space(queryset, search_term, "space") if search_term else queryset, False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        refresh([obj.space])

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        super().delete_model(request, obj)
        refresh([obj.space])

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        spaces = list(Space.objects.filter(plans__in=queryset).distinct())
        super().delete_queryset(request, queryset)
        refresh(spaces)
