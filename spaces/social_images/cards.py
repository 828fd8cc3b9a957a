"""What the images of cities and spaces say: nothing old as if it were current."""

import hashlib

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coworking.site.queries import site
from coworking.templating.template_functions import partial_date
from spaces.directory.choices import Status
from spaces.directory.models import Space
from spaces.geography.models import City
from spaces.maps.city_tiles import points_of
from spaces.pricing.money import format_money
from spaces.social_images.drawing import ACCENT, Card


def card_of_city(city: City) -> Card:
    """Return the card of a city: the number of its places, and where they are."""
    count = city.space_count
    number = ngettext("%(n)s place to work", "%(n)s places to work", count) % {"n": count}
    place = f"{city.display_name}, {city.country.name}"
    return _card(_("Coworking in %(place)s") % {"place": city.display_name}, (place, number))


def card_of_space(space: Space) -> Card:
    """Return the card of a space: its kind and city, and its price if that is current."""
    lines = [f"{space.get_kind_display()}, {space.city.display_name}"]
    price = space.card_price()
    if space.is_sample:
        lines.append(_("sample"))
    if space.status != Status.OPEN:
        lines.append(space.get_status_display())
    elif price and price.as_of and not price.is_stale:
        amount = f"{format_money(price.amount, price.currency)} {price.per}"
        lines.append(f"{amount}, {partial_date(price.as_of)}")
    here = (space.latitude, space.longitude) if space.latitude is not None else None
    return _card(space.name, tuple(lines), here)  # type: ignore[arg-type]  # both or neither


def version_of(card: Card) -> str:
    """Return a short text that changes with what the image says. Pages need no points for it."""
    return hashlib.blake2b(repr(card).encode(), digest_size=6).hexdigest()


def with_points(card: Card, city: City) -> Card:
    """Return the card with what its map shows: the places of the city, or of the area that it is in."""
    pk = city.area_of_id or city.pk
    return card._replace(points=tuple(points_of((pk,)).get(pk, ())))


def _card(name: str, lines: tuple[str, ...], here: tuple[float, float] | None = None) -> Card:
    accent = site().accent
    return Card(name, lines, site().name, (), here, f"#{accent[0]}" if accent else ACCENT)
