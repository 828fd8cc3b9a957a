"""Existing spaces that may be the place that a member describes."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from coworking.i18n.normalize import normalize_name
from spaces.directory.models import Space
from spaces.duplicates.blocking import NEAR_M, comparable
from spaces.duplicates.models import REASONS
from spaces.duplicates.similarity import Profile, Similarity, compare, profile, profile_of
from spaces.geography.models import City

MAX_SHOWN = 5
MAX_CANDIDATES = 300
WORTH_SHOWING = 20  # of 100: to a person who knows the place, a long shot costs nothing
MIN_WORD_LENGTH = 4


@dataclass(frozen=True)
class PlaceDescription:
    """A place as a member described it so far, with its city where the gazetteer has it."""

    facts: dict[str, Any]
    country: str
    city: City | None = None

    @property
    def profile(self) -> Profile:
        facts = {key: value for key, value in self.facts.items() if key not in ("name", "city")}
        return profile(0, self.facts.get("name", ""), self.city.name if self.city else "", **facts)

    @property
    def here(self) -> tuple[float, float] | None:
        latitude, longitude = self.facts.get("latitude"), self.facts.get("longitude")
        return None if latitude is None or longitude is None else (latitude, longitude)


@dataclass(frozen=True)
class Candidate:
    """A space that may be the place, and why."""

    space: Space
    likeness: Similarity

    @property
    def reason(self) -> str:
        return ", ".join(str(REASONS[key]) for key in self.likeness.reasons)


def find_candidates(place: PlaceDescription) -> list[Candidate]:
    """The spaces that may be this place, the likeliest first; at most five."""
    return find_candidates_for([place])[0]


def find_candidates_for(places: Iterable[PlaceDescription]) -> list[list[Candidate]]:
    """The same for several places, in one query for all of them."""
    wanted = [(place, place.profile) for place in places]
    conditions = [condition for place, mine in wanted for condition in _conditions(place, mine)]
    if not conditions:
        return [[] for _told in wanted]
    rows = comparable().filter(reduce(or_, conditions)).select_related("city__country")
    spaces = [(space, profile_of(space)) for space in rows.order_by("pk")[:MAX_CANDIDATES]]
    return [_best(mine, spaces) for _told, mine in wanted]


def _best(mine: Profile, spaces: list[tuple[Space, Profile]]) -> list[Candidate]:
    found = [Candidate(space, compare(mine, theirs)) for space, theirs in spaces]
    found = [one for one in found if _is_worth_showing(one.likeness)]
    return sorted(found, key=lambda one: (-one.likeness.score, one.space.pk))[:MAX_SHOWN]


def _is_worth_showing(likeness: Similarity) -> bool:
    return likeness.score >= WORTH_SHOWING or not {"domain", "phone"}.isdisjoint(likeness.reasons)


def _conditions(place: PlaceDescription, mine: Profile) -> list[Q]:
    """Conditions of which a candidate meets one: name, word in the city, domain, telephone, position."""
    found = [Q(web_domain=mine.domain)] if mine.domain else []
    found += [Q(phone_key=mine.phone)] if mine.phone else []
    if mine.name:
        found.append(Q(normalized_name=mine.name[:200], city__country=place.country))
    word = max(mine.words, key=len, default="")
    if place.city and len(word) >= MIN_WORD_LENGTH:
        found.append(Q(city=place.city, normalized_name__contains=normalize_name(word)))
    if place.here:
        latitude, longitude = place.here
        d_lat = NEAR_M / 111_200
        d_lon = d_lat * 2  # as far north as 60 degrees
        found.append(
            Q(
                latitude__range=(latitude - d_lat, latitude + d_lat),
                longitude__range=(longitude - d_lon, longitude + d_lon),
            )
        )
    return found
