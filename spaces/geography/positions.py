"""Positions far from their city: forms ask whether they are right, and offer what was likely meant."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _

from spaces.geography.distances import distance_km
from spaces.geography.models import City

FAR_KM = 30
CHOICE = "position-choice"  # the name of the radio buttons
Position = tuple[float, float]


def settled_position(position: Position, city: City | None, chosen: str) -> Position:
    """The position that counts: the typed one, or another that was offered and `chosen`.

    `chosen` is the value of the radio button that was chosen, or "". Raises ValidationError with the radio
    buttons where the position is far from the city and none was chosen for this position.
    """
    if city is None or _km(position, city) <= FAR_KM:
        return position
    answers = {_answer(position, position): (position, _("It is right."))}
    for other, why in _likely_meant(position):
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
    if city.latitude is None or city.longitude is None:
        return 0
    return distance_km(*position, city.latitude, city.longitude)


def _likely_meant(position: Position) -> Iterator[tuple[Position, str]]:
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
    """For forms with `latitude` and `longitude`: asks about a changed position that is far from the city."""

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        city = data.get("city") or (self.instance.city if self.instance.city_id else None)
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
