"""The likelihood that two records are one place, with the reasons.

Evidence for and against is summed as log-odds, and the sum is turned into a score of 0 to 100. The weights
were set by hand and measured on labelled pairs (docs/duplicates.md). Two branches of a chain are never one
place, unless they are at one address.
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

LIKELY = 50  # of 100: the score from which a moderator looks at a pair
SAME_SPOT_M, SAME_PLACE_M, APART_M, SAME_TOWN_M = 50, 150, 400, 25_000
PRIOR = -3.0
# Of 100: the likeness of words, and of names without blanks, that differ by a misspelling.
SAME_WORD, SAME_SPELLING = 72, 95
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True)
class Profile:
    """What is compared of a space. `name`, `city` and `street` are normalized; the position is in degrees."""

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
        """The distinctive words of the name, sorted; empty when all of them are generic."""
        town = set(self.city.split())
        return sorted(word for word in self.name.split() if word not in NAME_STOP_WORDS and word not in town)

    @cached_property
    def joined(self) -> str:
        """The name without spaces and without the city's: "capwork" for "Cap Work Verniolle"."""
        town = set(self.city.split())
        return "".join(word for word in self.name.split() if word not in town) or self.name

    @cached_property
    def workshop_words(self) -> frozenset[str]:
        """Words in the name by which a workshop differs from the coworking space beside it."""
        return MAKERSPACE_WORDS & set(self.name.split())

    @cached_property
    def numbers(self) -> set[str]:
        return set(_NUMBER.findall(self.name))

    @cached_property
    def street_number(self) -> str:
        """The first number in the street."""
        found = _NUMBER.search(self.street)
        return found.group() if found else ""

    @cached_property
    def street_words(self) -> str:
        """The distinctive words of the street."""
        return " ".join(w for w in self.street.split() if w not in STREET_STOP_WORDS and not w.isdigit())


@dataclass(frozen=True)
class Similarity:
    """A score of 0 to 100, reasons as keys of REASONS, and the distance where both positions are known."""

    score: int
    reasons: list[str] = field(default_factory=list)
    distance_m: int | None = None


def build_profile(pk: int, name: str, city: str = "", **facts: Any) -> Profile:
    """Build a profile from facts: country (its code), website, phone, street, operator, and so on."""
    normalized = normalize_name(name)
    return Profile(
        pk=pk,
        name=normalized,
        city=normalize_name(city),
        latitude=facts.get("latitude"),
        longitude=facts.get("longitude"),
        domain=web_domain(facts.get("website") or ""),
        phone=phone_key(facts.get("phone") or "", facts.get("country") or ""),
        street=normalize_name(facts.get("street") or ""),
        chain=chain_of(normalized, facts.get("network") or "", facts.get("operator") or ""),
        kind=facts.get("kind") or "",
    )


PROFILE_COLUMNS = ("website", "phone", "street", "operator", "network", "kind", "latitude", "longitude")


def profile_of(space: "Space") -> Profile:
    """Build the profile of a space."""
    facts = {name: getattr(space, name) for name in PROFILE_COLUMNS}
    return build_profile(space.pk, space.name, space.city.name, country=space.city.country_id, **facts)


def compare(one: Profile, other: Profile) -> Similarity:
    """Compare two profiles."""
    distance_m = distance(one, other)
    is_same_street = _same_street(one, other, distance_m)
    if _are_branches(one, other, distance_m, is_same_street):
        return Similarity(0, distance_m=_rounded(distance_m))
    alike = name_similarity(one, other)
    reasons = ["same_name"] if alike >= 0.95 else ["like_name"] if alike >= 0.7 else []
    odds = (
        PRIOR
        + _name_weight(one, other, alike, bool(is_same_street))
        + _distance_weight(one, other, distance_m, is_same_street)
    )
    odds += {True: 1.0, False: -1.0, None: 0.0}[is_same_street]
    apart = _are_apart(one, other, distance_m, is_same_street)
    for key, weight, against in (("domain", 2.5, -0.8), ("phone", 3.0, -0.7)):
        mine, theirs = getattr(one, key), getattr(other, key)
        if mine and theirs:
            same = mine == theirs or key == "domain" and _is_subdomain(mine, theirs)
            odds += (weight if not apart else weight / 4) if same else against
            reasons += [key] if same else []
    odds += _kind_weight(one, other, alike, bool(is_same_street))
    reasons += ["street"] if is_same_street else []
    reasons += ["within"] if distance_m is not None and distance_m <= SAME_PLACE_M else []
    return Similarity(round(100 / (1 + math.exp(-odds))), reasons, _rounded(distance_m))


def name_similarity(one: Profile, other: Profile) -> float:
    """How similar two names are, 0 to 1, by their distinctive words, in any order and with any spaces."""
    mine, theirs = (one.words, other.words) if one.words and other.words else _all_words(one, other)
    if mine == theirs:
        return 1.0
    joined_alike = fuzz.ratio(one.joined, other.joined)
    sorted_alike = fuzz.ratio(" ".join(mine), " ".join(theirs))
    mine_only, theirs_only = sorted(set(mine) - set(theirs)), sorted(set(theirs) - set(mine))
    if not mine_only or not theirs_only:
        return max(sorted_alike, joined_alike, 82.0) / 100
    if joined_alike < SAME_SPELLING and fuzz.ratio(" ".join(mine_only), " ".join(theirs_only)) < SAME_WORD:
        sorted_alike = joined_alike = min(sorted_alike, 65.0)  # "Morning North" and "Morning South"
    return max(sorted_alike, joined_alike) / 100


def _all_words(one: Profile, other: Profile) -> tuple[list[str], list[str]]:
    return sorted(one.name.split()), sorted(other.name.split())


def same_street(one: Profile, other: Profile) -> bool | None:
    """Whether both are at the same street and number; None when that is unknown."""
    if not one.street_words or not other.street_words:
        return None
    alike = fuzz.token_set_ratio(one.street_words, other.street_words)
    if alike < 60:
        return False
    if one.street_number and other.street_number:
        return alike >= 85 and one.street_number == other.street_number
    return None


def distance(one: Profile, other: Profile) -> float | None:
    """The distance in metres on a flat map, accurate within some kilometres; None without both positions."""
    if one.latitude is None or other.latitude is None or one.longitude is None or other.longitude is None:
        return None
    north = (one.latitude - other.latitude) * 111_200
    degrees = (one.longitude - other.longitude + 540) % 360 - 180
    return math.hypot(north, degrees * 111_200 * math.cos(math.radians(one.latitude)))


def _may_be_one_town(one: Profile, other: Profile) -> bool:
    return one.city == other.city or not one.city or not other.city


def _same_street(one: Profile, other: Profile, distance: float | None) -> bool | None:
    """Whether the street is the same, in one town: every commune has a "1 place de la Mairie"."""
    found = same_street(one, other)
    is_near = distance is not None and distance <= APART_M
    return found if not found or is_near or _may_be_one_town(one, other) else None


def _are_branches(one: Profile, other: Profile, distance: float | None, is_same_street: bool | None) -> bool:
    if not one.chain or one.chain != other.chain or is_same_street:
        return False
    if distance is None and is_same_street is None and _may_be_one_town(one, other):
        # "Mutinerie Village" twice in one village; of two "WeWork" of London nothing is known.
        return one.words != other.words or set(one.words) <= set(one.chain.split())
    return distance is None or distance > SAME_SPOT_M


def _are_apart(one: Profile, other: Profile, distance: float | None, is_same_street: bool | None) -> bool:
    """Whether the two are at different addresses: a company, chain or town may have both."""
    if is_same_street:
        return False
    if is_same_street is None:
        # A large distance says less: a position may be that of the town.
        return distance is None and not _may_be_one_town(one, other)
    return distance is None or distance > SAME_SPOT_M


def _name_weight(one: Profile, other: Profile, alike: float, is_same_street: bool) -> float:
    if one.numbers and other.numbers and one.numbers != other.numbers:
        return -3.0  # "Espace 2" is not "Espace 3"
    if not one.words or not other.words:
        # Nothing but generic words: "Coworking La Rochelle" and "Work In La Rochelle"
        return 1.5 if alike >= 0.8 else 0.0 if alike >= 0.7 or is_same_street else -1.0
    steps = ((0.95, 4.0), (0.85, 3.0), (0.8, 2.0), (0.7, 1.0), (0.5, -0.7))
    return next((weight for least, weight in steps if alike >= least), -2.5)


def _is_subdomain(one: str, other: str) -> bool:
    """Whether one of the domains is within the other: "village.mutinerie.org" and "mutinerie.org"."""
    return one.endswith(f".{other}") or other.endswith(f".{one}")


def _kind_weight(one: Profile, other: Profile, alike: float, is_same_street: bool) -> float:
    """The weight of two kinds. A fablab with the address and name of a coworking space is another place."""
    if not one.kind or not other.kind or one.kind == other.kind or "other" in (one.kind, other.kind):
        return 0.0
    if bool(one.workshop_words) != bool(other.workshop_words):
        return -7.0
    if one.name == other.name or alike >= 0.8 and is_same_street and "fablab" not in (one.kind, other.kind):
        return 0.0
    return -1.5


def _distance_weight(
    one: Profile, other: Profile, distance: float | None, is_same_street: bool | None
) -> float:
    if distance is None:
        return 0.0 if _may_be_one_town(one, other) else -2.5
    if is_same_street and distance > APART_M:
        return -1.0  # one of the two was placed wrongly on the map
    steps = ((SAME_SPOT_M, 2.0), (SAME_PLACE_M, 1.2), (APART_M, 0.3), (SAME_TOWN_M, -2.5))
    return next((weight for most, weight in steps if distance <= most), -6.0)


def _rounded(distance: float | None) -> int | None:
    return None if distance is None else round(distance)
