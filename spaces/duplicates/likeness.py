"""How likely two records are one place: a pure rule, and the reasons in its own words.

Evidence for and against is summed as log-odds, and the sum turned into 0 to 100. The weights were set by hand
and measured on labelled pairs (docs/duplicates.md). Two branches of a chain are never one place, unless they
stand at one address.
"""

import math
import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from rapidfuzz import fuzz

from coworking.i18n.normalize import normalize_name
from coworking.i18n.word_lists import MAKERSPACE_WORDS, NAME_STOP_WORDS, STREET_STOP_WORDS
from spaces.directory.contact_keys import phone_key, web_domain
from spaces.duplicates.chains import chain_of

if TYPE_CHECKING:
    from spaces.directory.models import Space

LIKELY = 50  # of 100: what a moderator should look at
SAME_SPOT_M, SAME_PLACE_M, APART_M, SAME_TOWN_M = 50, 150, 400, 25_000
PRIOR = -3.0
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Profile:
    """What is compared of a space. `name`, `city` and `street` are folded; the position is in degrees."""

    pk: int
    name: str
    city: str = ""
    latitude: float | None = None
    longitude: float | None = None
    domain: str = ""
    phone: str = ""
    street: str = ""
    chain: str = ""
    kind: str = ""

    @cached_property
    def words(self) -> list[str]:
        """The telling words of the name, sorted; none when all of them are generic."""
        town = set(self.city.split())
        return sorted(word for word in self.name.split() if word not in NAME_STOP_WORDS and word not in town)

    @cached_property
    def joined(self) -> str:
        """The name without blanks and without the city's: "Cap Work Verniolle" is "CapWork"."""
        town = set(self.city.split())
        return "".join(word for word in self.name.split() if word not in town) or self.name

    @cached_property
    def makes(self) -> frozenset[str]:
        """Words in the name by which a workshop tells itself from the desks next to it."""
        return MAKERSPACE_WORDS & set(self.name.split())

    @cached_property
    def numbers(self) -> set[str]:
        return set(_NUMBER.findall(self.name))

    @cached_property
    def house(self) -> str:
        """The number in the street."""
        found = _NUMBER.search(self.street)
        return found.group() if found else ""

    @cached_property
    def way(self) -> str:
        """The street's own words."""
        return " ".join(w for w in self.street.split() if w not in STREET_STOP_WORDS and not w.isdigit())


@dataclass(frozen=True)
class Likeness:
    """`score` of 100; `reasons` are keys of REASONS; `distance_m` where both positions are known."""

    score: int
    reasons: list[str] = field(default_factory=list)
    distance_m: int | None = None


def profile(pk: int, name: str, city: str = "", **said: Any) -> Profile:
    """A profile out of plain facts: website, phone, street, operator, network, kind, latitude, longitude."""
    folded = normalize_name(name)
    return Profile(
        pk=pk,
        name=folded,
        city=normalize_name(city),
        latitude=said.get("latitude"),
        longitude=said.get("longitude"),
        domain=web_domain(said.get("website") or ""),
        phone=phone_key(said.get("phone") or ""),
        street=normalize_name(said.get("street") or ""),
        chain=chain_of(folded, said.get("network") or "", said.get("operator") or ""),
        kind=said.get("kind") or "",
    )


SAID = ("website", "phone", "street", "operator", "network", "kind", "latitude", "longitude")


def profile_of(space: "Space") -> Profile:
    """The profile of a space as it stands."""
    return profile(space.pk, space.name, space.city.name, **{name: getattr(space, name) for name in SAID})


def compare(one: Profile, other: Profile) -> Likeness:
    """How likely the two are one place, and why."""
    distance = metres(one, other)
    same_street = streets(one, other)
    if _are_branches(one, other, distance, same_street):
        return Likeness(0, distance_m=_whole(distance))
    alike = names(one, other)
    reasons = ["same_name"] if alike >= 0.95 else ["like_name"] if alike >= 0.7 else []
    odds = PRIOR + _of_name(one, other, alike) + _of_distance(distance)
    odds += {True: 1.0, False: -1.0, None: 0.0}[same_street]
    apart = same_street is False and distance is not None and distance > SAME_SPOT_M
    for key, weight, against in (("domain", 2.5, -0.8), ("phone", 3.0, -0.7)):
        mine, theirs = getattr(one, key), getattr(other, key)
        if mine and theirs:
            same = mine == theirs
            odds += (weight if not apart else weight / 4) if same else against
            reasons += [key] if same else []
    odds += _of_kind(one, other, alike)
    reasons += ["street"] if same_street else []
    reasons += ["within"] if distance is not None and distance <= SAME_PLACE_M else []
    return Likeness(round(100 / (1 + math.exp(-odds))), reasons, _whole(distance))


def names(one: Profile, other: Profile) -> float:
    """0 to 1: how alike two names are by their telling words, whatever their order and blanks."""
    mine, theirs = (one.words, other.words) if one.words and other.words else _all_words(one, other)
    if mine == theirs:
        return 1.0
    sorted_alike = fuzz.ratio(" ".join(mine), " ".join(theirs))
    joined_alike = fuzz.ratio(one.joined, other.joined)
    inside = 82.0 if set(mine) <= set(theirs) or set(theirs) <= set(mine) else 0.0
    return max(sorted_alike, joined_alike, inside) / 100


def _all_words(one: Profile, other: Profile) -> tuple[list[str], list[str]]:
    return sorted(one.name.split()), sorted(other.name.split())


def streets(one: Profile, other: Profile) -> bool | None:
    """Whether both name the same street and number; None when that cannot be told."""
    if not one.way or not other.way:
        return None
    alike = fuzz.token_set_ratio(one.way, other.way)
    if alike < 60:
        return False
    if one.house and other.house:
        return alike >= 85 and one.house == other.house
    return None


def metres(one: Profile, other: Profile) -> float | None:
    """Distance on a flat map, good within some kilometres; None where a position is not known."""
    if one.latitude is None or other.latitude is None or one.longitude is None or other.longitude is None:
        return None
    north = (one.latitude - other.latitude) * 111_200
    degrees = (one.longitude - other.longitude + 540) % 360 - 180
    return math.hypot(north, degrees * 111_200 * math.cos(math.radians(one.latitude)))


def _are_branches(one: Profile, other: Profile, distance: float | None, same_street: bool | None) -> bool:
    if not one.chain or one.chain != other.chain or same_street:
        return False
    return distance is None or distance > SAME_SPOT_M


def _of_name(one: Profile, other: Profile, alike: float) -> float:
    if one.numbers and other.numbers and one.numbers != other.numbers:
        return -3.0  # "Espace 2" is not "Espace 3"
    if not one.words or not other.words:
        return 1.5 if alike >= 0.8 else 0.0 if alike >= 0.7 else -1.0  # nothing but generic words
    steps = ((0.95, 4.0), (0.85, 3.0), (0.8, 2.0), (0.7, 1.0), (0.5, -0.7))
    return next((weight for least, weight in steps if alike >= least), -2.5)


def _of_kind(one: Profile, other: Profile, alike: float) -> float:
    """The fablab of a coworking space stands in the same house and has the same name: it is another place."""
    if not one.kind or not other.kind or one.kind == other.kind or "other" in (one.kind, other.kind):
        return 0.0
    if bool(one.makes) != bool(other.makes):
        return -7.0
    return -1.5 if alike < 0.95 else 0.0


def _of_distance(distance: float | None) -> float:
    if distance is None:
        return 0.0
    steps = ((SAME_SPOT_M, 2.0), (SAME_PLACE_M, 1.2), (APART_M, 0.3), (2_000, -1.0), (SAME_TOWN_M, -2.5))
    return next((weight for most, weight in steps if distance <= most), -6.0)


def _whole(distance: float | None) -> int | None:
    return None if distance is None else round(distance)
