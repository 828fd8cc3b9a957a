"""Positions in forms: a map shows them, and those far from their city are asked about.

The map is drawn by `static/js/position_map.js`, which also fills the fields from it.
"""

import json
from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from spaces.geography.coordinates.distances import distance_km
from spaces.geography.models import City

FAR_KM = 30
CHOICE = "position-choice"  # the name of the radio buttons
Position = tuple[float, float]


class MapMedia:
    """The scripts and styles of a public form with a map."""

    css = {"all": ["leaflet/leaflet.css"]}
    js = [
        forms.Script("leaflet/leaflet.js", defer=True),
        forms.Script("js/position_map.js", defer=True),
    ]


def show_map(field: forms.Field, city: City | None) -> None:
    """Let a script show a map below a form's field `position` or `longitude`.

    Where no position is typed, the map shows the city.
    """
    options = {
        "city": position_of(city),
        "tiles": settings.MAP_TILE_URL,
        "attribution": settings.MAP_TILE_ATTRIBUTION,
        "ground": reverse("map_ground"),
        "hint": _("Click on the map or drag the mark to set the position."),
        "zoomIn": _("Zoom in"),
        "zoomOut": _("Zoom out"),
    }
    field.widget.attrs["data-position-map"] = json.dumps(options)


def position_of(city: City | None) -> Position | None:
    """The position of a city, where it is known."""
    if city is None or city.latitude is None or city.longitude is None:
        return None
    return city.latitude, city.longitude


def settled_position(position: Position, city: City | None, chosen: str) -> Position:
    """The position that counts: the typed one, or another that was offered and `chosen`.

    `chosen` is the value of the radio button that was chosen, or "". Raises ValidationError with the radio
    buttons where the position is far from the city and none was chosen for this position.
    """
    if city is None or _km(position, city) <= FAR_KM:
        return position
    answers = {_answer(position, position): (position, _("It is right."))}
    for other, why in likely_meant(position):
        if abs(other[0]) <= 90 and _km(other, city) <= FAR_KM:
            answers[_answer(position, other)] = (other, why)
    if chosen in answers:
        return answers[chosen][0]
    buttons = ((CHOICE, answer, label) for answer, (_other, label) in answers.items())
    values = {"km": round(_km(position, city)), "city": city.display_name}
    raise ValidationError(
        format_html(
            "{} {}",
            _("This is %(km)s km from %(city)s. Is it right?") % values,
            format_html_join(" ", "<label><input type=radio name={} value={}> {}</label>", buttons),
        ),
        code="far",
    )


def _km(position: Position, city: City) -> float:
    middle = position_of(city)
    return distance_km(*position, *middle) if middle else 0


def likely_meant(position: Position) -> Iterator[tuple[Position, str]]:
    """Yield the positions that a mistake in typing would have turned into this one, each with a sentence."""
    latitude, longitude = position
    swapped = _("Latitude and longitude were swapped: %(latitude)s, %(longitude)s")
    sign = _("A minus was missing or too much: %(latitude)s, %(longitude)s")
    for other, text in (
        ((longitude, latitude), swapped),
        ((latitude, -longitude), sign),
        ((-latitude, longitude), sign),
    ):
        yield other, text % {"latitude": other[0], "longitude": other[1]}


def _answer(typed: Position, other: Position) -> str:
    """The value of a radio button. It answers for the typed position only."""
    return f"{typed[0]},{typed[1]}={other[0]},{other[1]}"


class PositionForm(forms.ModelForm[Any]):
    """For forms with `latitude` and `longitude`: asks about a changed position that is far from the city.

    A map below the fields shows the position.
    """

    class Media(MapMedia):
        css = {"all": ["leaflet/leaflet.css", "css/map.css"]}  # public pages have the second one already

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._show_map(self.instance.city if self.instance.city_id else None)

    def _show_map(self, city: City | None) -> None:
        if "longitude" in self.fields:  # who may only look at a space has no fields
            show_map(self.fields["longitude"], city)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        city = data.get("city") or (self.instance.city if self.instance.city_id else None)
        self._show_map(city)
        latitude, longitude = data.get("latitude"), data.get("longitude")
        is_changed = bool({"latitude", "longitude", "city"} & set(self.changed_data))
        if not is_changed or latitude is None or longitude is None:
            return data
        try:
            settled = settled_position((latitude, longitude), city, self.data.get(CHOICE, ""))
        except ValidationError as error:
            self.add_error("latitude", error)
        else:
            data["latitude"], data["longitude"] = settled
        return data
