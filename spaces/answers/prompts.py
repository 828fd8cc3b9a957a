"""What the page of a space asks its readers: what is not known, and whether what is old still holds."""

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from spaces.directory.choices import Status
from spaces.directory.models import Space
from spaces.directory.vocabulary import vocabulary
from spaces.provenance.amenity_values import AmenityValue
from spaces.provenance.freshness import stale_before

MOST = 3  # on the page of the space
UNKNOWN = "unknown"  # the answer of who does not know
# Amenities that are asked after, once all else is answered.
FURTHER_AMENITIES = ("coffee", "meeting_rooms", "phone_booths", "quiet_room", "wheelchair")
Answers = tuple[tuple[str, str], ...]  # of (value, label)


class Prompt(NamedTuple):
    """A prompt: its key, its text, the answers that one taps, and the fields of those that are typed.

    `invitation` is the button that leads to the fields, where there are no answers to tap.
    """

    key: str
    text: str
    answers: Answers = ()
    fields: tuple[str, ...] = ()
    invitation: str = ""


def prompts_for(space: Space) -> list[Prompt]:
    """Return what to ask of a space, what matters most first; nothing about a place that is gone."""
    if space.status != Status.OPEN or space.is_sample:
        return []
    return list(_prompts(space))


def prompt_of(space: Space, key: str) -> Prompt | None:
    """Return the prompt with a key, whether its answer is known meanwhile or not."""
    if space.status != Status.OPEN or space.is_sample:
        return None
    if is_amenity(key):
        return _amenity_prompt(key)
    typed = (_price_prompt(space), _hours_prompt(space), _address_prompt(), _open_prompt())
    return next((prompt for prompt in typed if prompt.key == key), None)


def is_amenity(key: str) -> bool:
    """Whether a key is that of an amenity that the site offers."""
    return any(entry.key == key for entry in vocabulary().offered_amenities())


def _prompts(space: Space) -> Iterator[Prompt]:
    known = space.amenity_values
    if not space.confirmed_on or space.confirmed_on < stale_before(""):
        yield _open_prompt()
    for key in ("wifi", "power"):
        if key not in known and is_amenity(key):
            yield _amenity_prompt(key)
    price = space.card_price()
    if price is None or price.is_stale:
        yield _price_prompt(space)
    if not space.opening_hours or (space.hours_as_of and space.hours_as_of < stale_before("opening_hours")):
        yield _hours_prompt(space)
    if not space.street:
        yield _address_prompt()
    for key in FURTHER_AMENITIES:
        if key not in known and is_amenity(key):
            yield _amenity_prompt(key)


def _open_prompt() -> Prompt:
    answers = (
        ("open", _("Yes, still open")),
        ("closed", _("It has closed")),
        ("moved", _("It has moved")),
        (UNKNOWN, _("I don’t know")),
    )
    return Prompt("open", _("Is it still open here?"), answers, ("street", "postcode"))


def _amenity_prompt(key: str) -> Prompt:
    texts = {
        "wifi": _("Does it have wifi?"),
        "power": _("Are there power sockets at the tables?"),
        "wheelchair": _("Is it accessible with a wheelchair?"),
    }
    label = vocabulary().amenities[key].label
    answers = (
        (AmenityValue.YES.value, _("Yes")),
        (AmenityValue.NO.value, _("No")),
        (AmenityValue.LIMITED.value, pgettext("an answer about an amenity", "In part")),
        (UNKNOWN, _("I don’t know")),
    )
    return Prompt(key, texts.get(key) or _("Does it have this: %(amenity)s?") % {"amenity": label}, answers)


def _price_prompt(space: Space) -> Prompt:
    is_known = space.card_price() is not None
    text = _("Is its price still right?") if is_known else _("What does a day cost?")
    invitation = _("Check the price") if is_known else _("Add a price")
    return Prompt("price", text, fields=("day_price", "month_price"), invitation=invitation)


def _hours_prompt(space: Space) -> Prompt:
    text = _("Are its opening hours still right?") if space.opening_hours else _("When is it open?")
    invitation = _("Check the hours") if space.opening_hours else _("Add opening hours")
    return Prompt("hours", text, fields=("opening_hours", "hours_as_text"), invitation=invitation)


def _address_prompt() -> Prompt:
    invitation = _("Add an address")
    return Prompt("address", _("What is its address?"), (), ("street", "postcode"), invitation)
