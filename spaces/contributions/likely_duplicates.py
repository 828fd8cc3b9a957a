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
from spaces.duplicates.similarity import Profile, Similarity, build_profile, compare, profile_of
from spaces.geography.models import City

MAX_SHOWN = 5
MAX_CANDIDATES = 300
WORTH_SHOWING = 20  # of 100: a wrong candidate costs a person who knows the place nothing
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
        facts["country"] = self.country
        return build_profile(0, self.facts.get("name", ""), self.city.name if self.city else "", **facts)

    @property
    def position(self) -> tuple[float, float] | None:
        latitude, longitude = self.facts.get("latitude"), self.facts.get("longitude")
        return None if latitude is None or longitude is None else (latitude, longitude)


@dataclass(frozen=True)
class Candidate:
    """A space that may be the place, and why."""

    space: Space
    similarity: Similarity

    @property
    def reason(self) -> str:
        return ", ".join(str(REASONS[key]) for key in self.similarity.reasons)


def find_candidates(place: PlaceDescription) -> list[Candidate]:
    """The spaces that may be this place, the likeliest first; at most five."""
    return find_candidates_for([place])[0]


def find_candidates_for(places: Iterable[PlaceDescription]) -> list[list[Candidate]]:
    """The same for several places, in one query for all of them."""
    described = [(place, place.profile) for place in places]
    conditions = [condition for place, profile in described for condition in _conditions(place, profile)]
    if not conditions:
        return [[] for _place in described]
    rows = comparable().filter(reduce(or_, conditions)).select_related("city__country")
    spaces = [(space, profile_of(space)) for space in rows.order_by("pk")[:MAX_CANDIDATES]]
    return [_best(profile, spaces) for _place, profile in described]


def _best(profile: Profile, spaces: list[tuple[Space, Profile]]) -> list[Candidate]:
    found = [Candidate(space, compare(profile, other)) for space, other in spaces]
    found = [candidate for candidate in found if _is_worth_showing(candidate.similarity)]
    return sorted(found, key=lambda candidate: (-candidate.similarity.score, candidate.space.pk))[:MAX_SHOWN]


def _is_worth_showing(similarity: Similarity) -> bool:
    return similarity.score >= WORTH_SHOWING or not {"domain", "phone"}.isdisjoint(similarity.reasons)


def _conditions(place: PlaceDescription, profile: Profile) -> list[Q]:
    """Conditions of which a candidate meets one: name, word in the city, domain, telephone, position."""
    found = [Q(web_domain=profile.domain)] if profile.domain else []
    found += [Q(phone_key=profile.phone)] if profile.phone else []
    if profile.name:
        found.append(Q(normalized_name=profile.name[:200], city__country=place.country))
    word = max(profile.words, key=len, default="")
    if place.city and len(word) >= MIN_WORD_LENGTH:
        found.append(Q(city=place.city, normalized_name__contains=normalize_name(word)))
    if place.position:
        latitude, longitude = place.position
        d_lat = NEAR_M / 111_200
        d_lon = d_lat * 2  # as far north as 60 degrees
        found.append(
            Q(
                latitude__range=(latitude - d_lat, latitude + d_lat),
                longitude__range=(longitude - d_lon, longitude + d_lon),
            )
        )
    return found
