"""What the page of a space asks its readers: what is not known, and whether what is old still holds."""

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext as _

from spaces.directory.choices import Status
from spaces.directory.models import Space
from spaces.provenance.freshness import stale_before

MOST = 4
Answers = tuple[tuple[str, str], ...]  # of (value, label)


class Prompt(NamedTuple):
    """What is asked, with the answers: those that need no typing, or one that leads to a field."""

    text: str
    answers: Answers


def prompts_for(space: Space) -> list[Prompt]:
    """Return at most four prompts, the one that matters most first; none about a place that is gone."""
    if space.status != Status.OPEN or space.is_sample:
        return []
    return list(_prompts(space))[:MOST]


def _prompts(space: Space) -> Iterator[Prompt]:
    known = space.amenity_values
    if not space.confirmed_on or space.confirmed_on < stale_before(""):
        yield Prompt(
            _("Has it closed or moved?"), (("closed", _("It has closed")), ("moved", _("It has moved")))
        )
    if "wifi" not in known:
        yield Prompt(_("Does it have wifi?"), _yes_or_no("wifi"))
    if "power" not in known:
        yield Prompt(_("Are there power sockets at the tables?"), _yes_or_no("power"))
    price = space.card_price()
    if price is None:
        yield Prompt(_("What does a day cost?"), (("price", _("Add a price")),))
    elif price.is_stale:
        yield Prompt(_("Is its price still right?"), (("price", _("Correct the price")),))
    if not space.opening_hours:
        yield Prompt(_("When is it open?"), (("hours", _("Add opening hours")),))
    elif space.hours_as_of and space.hours_as_of < stale_before("opening_hours"):
        yield Prompt(_("Are its opening hours still right?"), (("hours", _("Correct the hours")),))


def _yes_or_no(amenity: str) -> Answers:
    return ((f"{amenity}:yes", _("Yes")), (f"{amenity}:no", _("No")))
