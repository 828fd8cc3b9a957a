"""Which of the places of one name is meant, and which others are offered beside it.

A city's main name beats another city's alias, and a short alias counts only if nothing else fits. Population,
the number of spaces and the visitor's country rank the rest.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from spaces.geography.cities.names import main_names
from spaces.geography.cities.qualifiers import state_of
from spaces.geography.models import City, Country

MAX_CANDIDATES, MAX_NAMESAKES = 8, 4
DOMINANCE = 5  # times the weight of every other place of the name: "London" means the one in England
# A city with so many times the people of all whose main name it is: GeoNames calls Geneva "Genève".
AS_GOOD_AS_MAIN = 5
AT_HOME = 10  # how much more likely a place in the visitor's own country is meant
LEAST_PEOPLE = 1000  # of a village, whose population is not known
PEOPLE_OF_A_COUNTRY = 10**9
SHORT_ALIAS = 3  # characters of an airport's code or a nickname


@dataclass(frozen=True)
class Place:
    """A city or a country that a text may mean.

    `is_main` if the text has its main name and not an alias, `is_part` if it has whole words of that name.
    """

    city: City | None = None
    country: Country | None = None
    count: int = 0
    is_main: bool = True
    is_part: bool = False

    @property
    def kind(self) -> str:
        """ "city" or "country" """
        return "city" if self.city else "country"

    @property
    def value(self) -> City | Country:
        """The city or the country."""
        place = self.city or self.country
        assert place is not None
        return place

    @property
    def country_code(self) -> str:
        """The code of the country that it is in, or that it is."""
        value = self.value
        return value.country_id if isinstance(value, City) else value.code

    @property
    def label(self) -> str:
        """ "Liège, Belgium" or "Rome, GA, United States" in the reader's language."""
        if not self.city:
            return self.value.name
        parts = (self.city.display_name, state_of(self.city), self.city.country.name)
        return ", ".join(filter(None, parts))

    @property
    def space_count(self) -> int:
        """The number of its spaces."""
        return self.city.space_count if self.city else self.count

    @property
    def people(self) -> int:
        """Its population; of a country a number above all cities."""
        return max(self.city.population, LEAST_PEOPLE) if self.city else PEOPLE_OF_A_COUNTRY

    @property
    def url(self) -> str:
        """The URL of its page."""
        return self.value.get_absolute_url()

    def weight(self, visitor_country: str | None) -> int:
        """How likely it is meant among places of its name."""
        at_home = AT_HOME if self.country_code == visitor_country else 1
        return self.people * (1 + self.space_count) * at_home


@dataclass(frozen=True)
class Resolution:
    """`chosen` if there is no doubt; `candidates` are the other places; `rest` are the words left over."""

    chosen: Place | None = None
    candidates: list[Place] = field(default_factory=list)
    rest: str = ""
    words: str = ""
    """The words that name it, its country or state included"""

    is_weak: bool = False
    """Whether the name is a short alias, which any other meaning of the text beats"""


def place_named(city: City, name: str) -> Place:
    """Return the city as a place that a text names by a normalized name."""
    main = main_names(city.name, city.country_id)
    is_main = name in main
    return Place(
        city=city, is_main=is_main, is_part=is_main or any(f" {name} " in f" {one} " for one in main)
    )


def choose(name: str, places: Iterable[Place], visitor_country: str | None, rest: str) -> Resolution:
    """Choose among all places of a normalized name, or offer them."""
    ranked = _ranked(_with_large_aliases(list(places)), visitor_country)
    first, others = ranked[0], ranked[1:]
    rivals = [place for place in others if place.is_main == first.is_main]
    is_weak = not first.is_main and len(name) <= SHORT_ALIAS
    if _is_dominant(first, rivals, visitor_country):
        offered = [one for one in others if not first.is_main or _is_offered(one, visitor_country)]
        return Resolution(first, offered[:MAX_NAMESAKES], rest, is_weak=is_weak)
    return Resolution(None, ranked[:MAX_CANDIDATES], rest, is_weak=is_weak)


def offered_beside(city: City, named: Iterable[tuple[str, City]]) -> list[Place]:
    """Return what else the name of a city may mean."""
    others = {other.pk: place_named(other, name) for name, other in named if other.pk != city.pk}
    return _ranked([one for one in others.values() if _is_offered(one)], None)[:MAX_NAMESAKES]


def _is_offered(place: Place, visitor_country: str | None = None) -> bool:
    """Whether a place is offered beside one whose main name it is: GeoNames has thousands of odd aliases."""
    is_known = place.is_main or place.is_part or place.space_count
    return bool(is_known or place.country_code == visitor_country)


def _with_large_aliases(places: list[Place]) -> list[Place]:
    """Count the alias of a city as its main name where the cities that have it as theirs are much smaller."""
    largest = max((place.people for place in places if place.is_main), default=0)
    return [replace(place, is_main=place.is_main or _is_large(place, largest)) for place in places]


def _is_large(place: Place, largest: int) -> bool:
    return bool(largest) and place.people >= largest * AS_GOOD_AS_MAIN


def _ranked(places: list[Place], visitor_country: str | None) -> list[Place]:
    """The most likely place first: main names before aliases."""
    return sorted(
        places,
        key=lambda place: (not place.is_main, -place.weight(visitor_country), place.kind, place.value.pk),
    )


def _is_dominant(first: Place, rivals: list[Place], visitor_country: str | None) -> bool:
    """Whether there is no doubt; a rival with spaces in the visitor's own country is one."""
    if any(rival.space_count and rival.country_code == visitor_country for rival in rivals):
        return False
    weight = first.weight(visitor_country)
    return all(weight >= rival.weight(visitor_country) * DOMINANCE for rival in rivals)
