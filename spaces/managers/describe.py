"""Facts of a space in words: their labels and their values."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from coworking.templating.template_functions import partial_date
from spaces.directory.choices import Status
from spaces.directory.models import Space
from spaces.directory.vocabulary import amenity_in_words, amenity_label, kind_label, vocabulary
from spaces.managers.fact_names import AMENITIES, LIFE, LISTING, POSITION, PRICES
from spaces.managers.models import SuggestedEdit
from spaces.provenance.amenity_values import AMENITY_PREFIX, value_and_detail

LABELS = {
    AMENITIES: _("amenities"),
    PRICES: _("prices"),
    POSITION: _("position"),
    LIFE: _("life story"),
    LISTING: _("listing"),
}
EVENT_LABELS = {"closed": _("closed"), "moved": _("moved")}


def fact_label(fact: str) -> str:
    """The label of a fact."""
    if fact in LABELS:
        return str(LABELS[fact])
    if fact.startswith(AMENITY_PREFIX):
        return amenity_label(fact.removeprefix(AMENITY_PREFIX))
    columns = {field.name: field for field in Space._meta.fields}
    return str(columns[fact].verbose_name) if fact in columns else fact.replace("_", " ")


def describe_current(space: Space, fact: str) -> str:
    """The current value of a fact, in words."""
    if fact == AMENITIES:
        return describe_value(AMENITIES, {row.amenity_id: row.text for row in space.amenity_rows.all()})
    if fact == PRICES:
        plans = (plan for plan in space.plans.all() if plan.is_current)
        return ", ".join(f"{plan.formatted_amount} / {plan.get_unit_display()}" for plan in plans)
    if fact == POSITION:
        return f"{space.latitude}, {space.longitude}"
    if fact in (LIFE, LISTING):
        return str(space.get_status_display())
    display = getattr(space, f"get_{fact}_display", None)
    return str(display() if display else getattr(space, fact, ""))


def describe_suggestion(edit: SuggestedEdit) -> str:
    """The value that a suggested edit proposes, in words."""
    return describe_value(edit.fact, edit.value)


def describe_value(fact: str, value: Any) -> str:
    """A value as statements and suggested edits store it, in words."""
    if fact == PRICES:
        return ", ".join(
            f"{price['amount']} {price.get('currency', '')} / {price.get('unit', '')}" for price in value
        )
    if fact == LISTING:
        return str(_("no place to work"))
    if fact == LIFE:
        return _describe_event(value)
    if fact == AMENITIES:
        return describe_amenities(value)
    if fact == "kind":
        return kind_label(value)
    if fact == "status":
        return str(Status(value).label)
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def describe_amenities(texts: dict[str, str]) -> str:
    """Values of amenities in words: "wifi, no lift". An empty text makes one unknown."""
    keys = [key for key in vocabulary().amenities if key in texts]
    keys += [key for key in texts if key not in keys]
    return ", ".join(
        amenity_in_words(key, *value_and_detail(texts[key]))
        if texts[key]
        else _("%(amenity)s: not known") % {"amenity": amenity_label(key)}
        for key in keys
    )


def _describe_event(value: dict[str, Any]) -> str:
    """A reported closing or move, in words: "moved, 2026-03, Rue Haute 12"; or what may be one."""
    if "now" in value:
        return _("closed? There it is now: %(kind)s") % {"kind": kind_label(value["now"])}
    if value.get("missing_since"):
        month = partial_date(value["missing_since"][:7])
        return _("closed? No longer there since %(month)s") % {"month": month}
    if "missing_since" in value:
        return str(_("closed? No longer there"))
    place = ", ".join(map(str, value.get(POSITION, ())))
    pieces = (
        EVENT_LABELS[value["type"]],
        value["date"],
        value.get("street"),
        value.get("postcode"),
        value.get("city_name"),
        place,
    )
    return ", ".join(str(piece) for piece in pieces if piece)
