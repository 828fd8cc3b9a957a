"""Forms that two people may have open at once: each saves only what they changed themselves.

`ConcurrentEditForm` carries the values that it shows in hidden fields (Django's `show_hidden_initial`), so
that `changed_data` names what this person changed, whatever others have saved since. A field that only others
changed takes their value. Where both changed one field, the form is shown again with both values, and this
person chooses; nothing that they typed is lost.

`LockedChange` locks the row of an admin's form before the form reads it, so that the comparison is still true
when the form is saved.
"""

import hashlib
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.boundfield import BoundField
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from coworking.staff.admin import AnyModelAdmin

MINE, THEIRS = "mine", "theirs"


class ConcurrentEditForm(forms.ModelForm[Any]):
    """A model form that saves only what this person changed. Its instance is the row as it is now."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        carried = self.add_initial_prefix("")
        self.carries_values = not self.is_bound or any(name.startswith(carried) for name in self.data)
        self.resolved: set[str] = set()
        for field in self.fields.values():
            field.show_hidden_initial = bool(self.instance.pk) and self.carries_values and not field.disabled

    @cached_property
    def changed_data(self) -> list[str]:
        """The fields that this person changed, compared with the values that the form showed them."""
        return [name for name in super().changed_data if name not in self.resolved]

    def clean(self) -> dict[str, Any] | None:
        """Compare what this person and others changed."""
        data = super().clean()
        for name, field in self.fields.items():
            if field.show_hidden_initial and _changed_by_others(self[name]):
                self._merge(name, self[name])
        return data

    def _merge(self, name: str, bound: BoundField) -> None:
        """Take the current value of a field that others changed, unless this person chose their own."""
        is_mine = name in self.changed_data and bound.field.has_changed(bound.initial, bound.data)
        chosen = self.data.get(choice_name(self, name), "")
        if is_mine and chosen != choice(THEIRS, bound.initial):
            if chosen != choice(MINE, bound.initial) and name not in self.errors:
                self.add_error(name, self._conflict(name, bound))
            return
        self.resolved.add(name)
        self.changed_data = [one for one in self.changed_data if one != name]
        self.errors.pop(name, None)
        is_column = name in {field.name for field in self._meta.model._meta.fields}
        value = getattr(self.instance, name) if is_column else bound.field.clean(bound.initial)
        self.cleaned_data[name] = value

    def _conflict(self, name: str, bound: BoundField) -> SafeString:
        mine = in_words(bound.field, self.cleaned_data.get(name))
        theirs = in_words(bound.field, bound.initial)
        return conflict_message(choice_name(self, name), bound.initial, mine, theirs)


def choice_name(form: forms.BaseForm, name: str) -> str:
    """The name of the radio buttons by which a person chooses the value of a field."""
    return f"choice-{form.add_prefix(name)}"


def choice(whose: str, current: Any) -> str:
    """The value of a radio button. It counts only while the value that the person has seen is current."""
    return f"{whose}:{hashlib.sha256(str(current).encode()).hexdigest()[:16]}"


def conflict_message(name: str, current: Any, mine: str, theirs: str) -> SafeString:
    """The error of a field that two people changed, with a radio button for each value."""
    return format_html(
        "{} <label><input type=radio name={} value={}> {}</label>"
        " <label><input type=radio name={} value={}> {}</label>",
        _("Somebody else has changed this since you opened the form. Which holds?"),
        name,
        choice(MINE, current),
        _("yours: %(value)s") % {"value": mine},
        name,
        choice(THEIRS, current),
        _("theirs: %(value)s") % {"value": theirs},
    )


def in_words(field: forms.Field, value: Any) -> str:
    """The value of a field: as the field says it itself (`in_words`), else as its widget offers it."""
    if hasattr(field, "in_words"):
        words = field.in_words(value)
    elif (
        isinstance(field, forms.ModelChoiceField)
        and field.queryset is not None
        and value not in field.empty_values
    ):
        rows = field.queryset.filter(pk__in=[getattr(one, "pk", one) for one in _as_list(value)])
        words = ", ".join(sorted(map(str, rows)))
    else:
        labels = {key: label for key, label in getattr(field, "choices", ()) if isinstance(key, str | int)}
        words = str(labels.get(value, "" if value is None else value))
    return Truncator(words).chars(300) or _("empty")


def _as_list(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | QuerySet) else [value]


def _changed_by_others(bound: BoundField) -> bool:
    """Whether the value is another than the one that the form showed."""
    widget = bound.field.hidden_widget()
    shown = widget.value_from_datadict(bound.form.data, bound.form.files, bound.html_initial_name)
    return bound.field.has_changed(bound.initial, shown)


class LockedChange(AnyModelAdmin):
    """An admin that locks a row before it compares and saves the form of the row."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row; locked, and read again after that, where a form is saved."""
        row = super().get_object(request, object_id, from_field)
        if row is None or request.method != "POST":
            return row
        list(type(row)._base_manager.select_for_update().filter(pk=row.pk).values_list("pk"))
        return super().get_object(request, object_id, from_field)
