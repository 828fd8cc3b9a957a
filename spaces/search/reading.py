"""What words mean: "coworking liège wifi" is a place, an amenity, and nothing left over.

What was read is believed when it finds something; otherwise the words may be a name, and are searched so.
"""

from dataclasses import dataclass, field, replace

from django.db.models import Q

from spaces.models import City, Country, Space
from spaces.search import lexicon, places
from spaces.search.places import Place, Resolution
from spaces.search.text import Holds, Query
from spaces.search.tokens import MARK, split, trait
from spaces.search.traits import Traits, read_traits
from spaces.search.words import COMMON, Groups, Words, fewest

SURELY = 10_000  # rows of the rarest word: so many are not looked through for one that fits


@dataclass(frozen=True)
class Reading:
    """`place` when there is no doubt; `candidates` are namesakes; `rest` are words for the index."""

    place: Place | None = None
    candidates: list[Place] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    amenities: list[str] = field(default_factory=list)
    rest: str = ""

    @property
    def is_more_than_words(self) -> bool:
        return bool(self.place or self.kinds or self.amenities)


def read(words: str, place: City | Country | None, visitor_country: str | None) -> Reading:
    """Read the words of a visitor; a `place` that is given already is not looked for in them."""
    literal = Reading(rest=words)
    if not words:
        return literal
    traits = read_traits(words)
    found = _with_place(traits, place, visitor_country)
    if found.place and not found.rest and not traits:
        return found
    if not found.is_more_than_words:
        return replace(literal, candidates=found.candidates)
    if not _is_name(words, place) and (_finds(found, place) or not _finds(literal, place)):
        return found
    if traits:
        plain = _with_place(Traits(rest=" ".join(split(words))), place, visitor_country)
        if plain.place and _finds(plain, place):
            return plain
    offered = [found.place] if found.place else []
    return replace(literal, candidates=[*offered, *found.candidates])


def _with_place(traits: Traits, place: City | Country | None, visitor_country: str | None) -> Reading:
    resolved = Resolution(rest=traits.rest)
    if traits.rest and not place:
        resolved = places.resolve(traits.rest, visitor_country)
    rest = resolved.rest if resolved.chosen else traits.rest
    found = Reading(resolved.chosen, resolved.candidates, traits.kinds, traits.amenities, rest)
    if found.is_more_than_words and set(rest.split()) <= COMMON:
        return replace(found, rest="")
    return found


def _is_name(words: str, place: City | Country | None) -> bool:
    """Whether the words, whole, are the name of a space."""
    return _inside(place).filter(name_folded=" ".join(split(words))).exists()


def _inside(place: City | Country | None):
    found = Space.objects.in_search()
    if isinstance(place, City):
        return found.filter(city=place)
    return found.in_country(place.code) if place else found


def _finds(reading: Reading, place: City | Country | None) -> bool:
    """Whether a search for this finds a space; taken for granted of what very many spaces have."""
    inside = place or (reading.place.thing if reading.place else None)
    groups: Groups = [(MARK + trait("amenity", key),) for key in reading.amenities]
    if reading.kinds:
        groups.append(tuple(MARK + trait("kind", key) for key in reading.kinds))
    if inside:
        groups.append((f"{MARK}in:{inside.pk}".lower(),))
    words = Words(reading.rest) if reading.rest else None
    groups += words.levels[-1].groups if words else ()
    if not groups:
        return False
    if fewest(groups, lexicon.how_many(word for group in groups for word in group)) > SURELY:
        return True
    is_open = Q(is_published=True) & ~Q(status__in=["closed", "moved"])
    return Space.objects.filter(is_open, Holds(Query(tuple(groups)))).exists()
