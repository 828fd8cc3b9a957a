"""The prices in the form of a space, which two managers may have open at once.

A manager's change replaces the row of a price, and confirming copies all rows. A row that the form showed may
therefore not be current any more; the current one is found by its content.
"""

from typing import Any

from django.db.models import Q
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.utils.translation import gettext as _

from coworking.fields.keys import primary_key
from coworking.staff.concurrent_edits import (
    MINE,
    THEIRS,
    ConcurrentEditForm,
    choice,
    choice_name,
    conflict_message,
)
from spaces.directory.models import Space
from spaces.managers.facts import today
from spaces.pricing.forms import PriceForm
from spaces.pricing.models import Plan
from spaces.provenance.models import Basis
from spaces.provenance.own_sources import manager_source


class PlanForm(PriceForm, ConcurrentEditForm):
    # Set by PlanFormSet.clean():
    replaced: list[Plan]  # the current rows that saving this form ends
    is_skipped: bool  # others have made the same change, or their price was chosen

    class Meta:
        model = Plan
        fields = ("what", "unit", "quantity", "amount", "currency", "tax_included", "days_included", "label")


class PlanFormSet(BaseInlineFormSet[Plan, Space, PlanForm]):
    """The current prices of a space, and the rows that the form showed and that were replaced since."""

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and kwargs.get("queryset") is not None:
            prefix = kwargs.get("prefix") or self.get_default_prefix()
            names = [name for name in data if name.startswith(f"{prefix}-") and name.endswith("-id")]
            shown = [primary_key(data[name]) for name in names]
            kwargs["queryset"] = Plan.objects.filter(Q(is_current=True) | Q(pk__in=shown))
        super().__init__(data, *args, **kwargs)

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.set_local_currency(self.instance.city.country.currency)

    def clean(self) -> None:
        """Find the rows that each changed form replaces; ask where others changed the same price."""
        super().clean()
        rows = {plan.pk: plan for plan in self.get_queryset().all()}
        current = [plan for plan in rows.values() if plan.is_current]
        shown = [_content(rows[form.instance.pk]) for form in self.forms if form.instance.pk in rows]
        unseen = [plan for plan in current if _content(plan) not in shown]
        for form in self.forms:
            row = rows.get(form.instance.pk)
            form.is_skipped = not form.has_changed()
            form.replaced = [plan for plan in current if row and _content(plan) == _content(row)]
            if not form.is_skipped and not form.errors and not self.is_removed(form):
                theirs = [plan for plan in unseen if _subject(plan) == _subject(form.instance)]
                if theirs or (row and not form.replaced):
                    self._compare(form, theirs)

    def _compare(self, form: PlanForm, theirs: list[Plan]) -> None:
        """Let this person choose between their price and `theirs`; an empty list if others removed it."""
        if any(_content(plan) == _content(form.instance) for plan in theirs):
            form.is_skipped = True
            return
        seen = [plan.pk for plan in theirs]
        chosen = self.data.get(choice_name(form, "amount"), "")
        if chosen == choice(THEIRS, seen):
            form.is_skipped = True
        elif chosen == choice(MINE, seen):
            form.replaced += theirs
        else:
            words = ", ".join(map(_in_words, theirs)) or _("removed")
            error = conflict_message(choice_name(form, "amount"), seen, _in_words(form.instance), words)
            form.add_error("amount", error)

    def is_removed(self, form: PlanForm) -> bool:
        return bool(self.can_delete and form.cleaned_data.get(DELETION_FIELD_NAME))

    def save_as_manager(self) -> None:
        """Save prices as the manager's, of today; a price that is replaced or removed stays as history."""
        source = manager_source()
        for form in self.forms:
            if form.is_skipped:
                continue
            Plan.objects.filter(pk__in=[plan.pk for plan in form.replaced]).update(is_current=False)
            if not self.is_removed(form):
                plan = form.instance
                plan.pk, plan._state.adding = None, True
                plan.source, plan.as_of_basis, plan.is_current = source, Basis.CONFIRMED, True
                plan.as_of = today()
                money = form.money()
                plan.note, plan.amount_max = "", None
                plan.is_from = bool(money and money.is_minimum)
                plan.save()
        self.new_objects, self.changed_objects, self.deleted_objects = [], [], []

    def conflicting_removals(self) -> list[PlanForm]:
        """The forms whose price this person removed after others had changed it: theirs stays."""
        return [f for f in self.forms if self.is_removed(f) and f.instance.pk and not f.replaced]


def _content(plan: Plan) -> tuple[Any, ...]:
    return tuple(getattr(plan, name) for name in PlanForm.Meta.fields)


def _subject(plan: Plan) -> tuple[Any, ...]:
    """What a price is for: two people who change it change the same price."""
    return plan.what, plan.unit, plan.quantity, plan.label


def _in_words(plan: Plan) -> str:
    amount = f"{plan.formatted_amount} / {plan.get_unit_display()}"
    return amount if plan.quantity == 1 else f"{amount} × {plan.quantity}"
