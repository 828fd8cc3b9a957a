"""Generating invented spaces. The same seed and number give the same space, in any database."""

import random
from bisect import bisect
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple, TypeVar

from django.utils.text import slugify

from coworking.i18n.normalize import normalize_name
from spaces.benchmark_data import word_lists
from spaces.benchmark_data.distributions import (
    AMENITIES,
    COUNTRY_WEIGHTS,
    CURRENCY_SCALE,
    HOURS,
    KINDS,
    PLANS,
)
from spaces.directory.choices import Status
from spaces.directory.models import Space
from spaces.geography.coordinates.distances import KM_PER_DEGREE
from spaces.geography.gazetteer import extent_km
from spaces.geography.models import City
from spaces.importers.record import PriceFact
from spaces.provenance.models import Basis

T = TypeVar("T")
CHAINS = 240
SHARE_OF_CHAINS = 0.18
NEWEST_YEAR, YEARS = 2026, 5
LANGUAGES = {"FR": ("fr",), "BE": ("fr", "nl", "en"), "NL": ("nl",), "LU": ("fr", "en"), "CH": ("fr", "en")}
# (key of the source, basis of its dates, share of the spaces that it states)
SOURCES = (
    ("register", Basis.DATASET, 0.5),
    ("survey", Basis.PRINTED, 0.35),
    ("managers", Basis.CONFIRMED, 0.15),
)

STATED_COLUMNS = (
    "name", "kind", "street", "postcode", "neighbourhood", "latitude", "longitude", "website", "phone",
    "email", "description", "opening_hours", "desks", "people", "rooms", "area_m2", "operator",
)  # fmt: skip
ADDRESS_FACTS = ("name", "street", "city", "country")


class GeneratedStatement(NamedTuple):
    """What one source states; `source` is its key in SOURCES."""

    source: str
    as_of: str
    basis: str
    facts: dict[str, Any]


@dataclass
class GeneratedSpace:
    """One unsaved space, with its amenities, prices and statements.

    `days_included` has one number, or None, for each of `prices`.
    """

    space: Space
    amenities: list[str]
    prices: list[PriceFact]
    days_included: list[int | None]
    statements: list[GeneratedStatement]


class SpaceGenerator:
    """Generates spaces in cities in proportion to their population.

    `cities` were selected with their country.
    """

    def __init__(self, seed: int, cities: list[City]):
        self.seed = seed
        self.cities = sorted(cities, key=lambda city: city.geonameid or 0)
        weights = (COUNTRY_WEIGHTS.get(c.country_id, 1) * max(c.population, 1000) for c in self.cities)
        self.cumulated_weights = list(accumulate(weights))

    @cached_property
    def chains(self) -> list[str]:
        """Names of chains, the largest first."""
        rng = random.Random(f"chains {self.seed}")
        return [_brand(rng) + rng.choice(word_lists.SUFFIXES) for _number in range(CHAINS)]

    def generate(self, number: int) -> GeneratedSpace:
        """The space of that number."""
        rng = random.Random(f"{self.seed}:{number}")
        city = self.cities[
            bisect(self.cumulated_weights, rng.random() * self.cumulated_weights[-1], hi=len(self.cities) - 1)
        ]
        language = rng.choice(LANGUAGES.get(city.country_id, ("en",)))
        space = Space(city=city, is_sample=True, kind=_weighted(rng, KINDS))
        self._set_name(space, rng, language, number)
        _set_location(space, rng, language)
        _set_description(space, rng, language)
        _set_status(space, rng)
        amenities = [key for key, share in AMENITIES.items() if rng.random() < share]
        prices, days_included = _prices(rng, city.country.currency)
        statements = list(_statements(space, rng, amenities, prices))
        return GeneratedSpace(space, amenities, prices, days_included, statements)

    def _set_name(self, space: Space, rng: random.Random, language: str, number: int) -> None:
        if rng.random() < SHARE_OF_CHAINS:
            chain = self.chains[int(CHAINS * rng.random() ** 3)]
            space.name = f"{chain} {rng.choice((space.city.name, *word_lists.QUARTERS[language]))}"
            space.network, space.operator = chain, f"{chain} Operations"
        else:
            space.name = rng.choice(word_lists.NAMES[language]).format(
                brand=_brand(rng), noun=rng.choice(word_lists.NOUNS[language]), city=space.city.name
            )
        space.name = space.name[:200]
        plain = slugify(normalize_name(space.name))[:150].strip("-") or "space"
        space.slug = f"{plain}-s{self.seed}-{number}"


def _brand(rng: random.Random) -> str:
    return "".join(rng.choice(part) for part in word_lists.SYLLABLES)


def _weighted(rng: random.Random, weights: Mapping[T, float]) -> T:
    """One of the keys, chosen by their weights."""
    return rng.choices(list(weights), list(weights.values()))[0]


def _set_location(space: Space, rng: random.Random, language: str) -> None:
    """An address, and a position around the centre of the city; one in a hundred is exactly at the centre."""
    city = space.city
    street, number = rng.choice(word_lists.STREETS[language]), rng.randrange(1, 180)
    space.street = f"{number} {street}" if language == "en" else f"{street} {number}"
    space.postcode = str(rng.randrange(1000, 99999))
    space.neighbourhood = rng.choice(word_lists.QUARTERS[language]) if rng.random() < 0.5 else ""
    if city.latitude is None or city.longitude is None or rng.random() < 0.02:
        return
    spread = 0 if rng.random() < 0.01 else extent_km(city.population) / 3 / KM_PER_DEGREE
    latitude, longitude = rng.gauss(city.latitude, spread), rng.gauss(city.longitude, spread * 1.4)
    space.latitude = round(min(max(latitude, -89.9), 89.9), 6)
    space.longitude = round((longitude + 540) % 360 - 180, 6)


def _set_description(space: Space, rng: random.Random, language: str) -> None:
    domain = f"{space.slug[:60].strip('-')}.example"
    opening = rng.choice(word_lists.FIRST[language]).format(name=space.name, city=space.city.name)
    if rng.random() < 0.85:
        space.description = " ".join((opening, *rng.sample(word_lists.MORE[language], rng.randrange(1, 5))))
    space.website = f"https://{domain}/" if rng.random() < 0.8 else ""
    space.email = f"hello@{domain}" if rng.random() < 0.5 else ""
    space.phone = f"555 01{rng.randrange(100):02}" if rng.random() < 0.6 else ""
    space.opening_hours = _weighted(rng, HOURS)
    if rng.random() < 0.6:
        space.desks = int(5 + rng.expovariate(1 / 30))
        space.people = space.desks * 2
    space.rooms = rng.randrange(1, 8) if rng.random() < 0.4 else None
    space.area_m2 = rng.randrange(40, 3000) if rng.random() < 0.3 else None
    space.wifi_mbps = rng.choice((30, 50, 100, 300, 500, 1000)) if rng.random() < 0.3 else None


def _set_status(space: Space, rng: random.Random) -> None:
    space.opened = str(rng.randrange(2008, NEWEST_YEAR)) if rng.random() < 0.5 else ""
    share = rng.random()
    if share < 0.04:
        space.status, space.closed = Status.CLOSED, str(rng.randrange(NEWEST_YEAR - YEARS, NEWEST_YEAR))
    elif share < 0.05:
        space.status = Status.PLANNED


def _prices(rng: random.Random, currency: str) -> tuple[list[PriceFact], list[int | None]]:
    """(prices in the currency of the country, days included in each); one space in four has none."""
    prices: list[PriceFact] = []
    days: list[int | None] = []
    if not currency or rng.random() < 0.25:
        return prices, days
    scale = CURRENCY_SCALE.get(currency, 1) * rng.lognormvariate(0, 0.25)
    for what, unit, quantity, included, share, euro, spread in PLANS:
        if rng.random() < share:
            amount = _round(euro * scale * rng.lognormvariate(0, spread))
            prices.append(PriceFact(what, unit, amount, currency, quantity))
            days.append(included)
    return prices, days


def _round(amount: float) -> str:
    step = 0.5 if amount < 30 else 5 if amount < 500 else 10 ** (len(str(int(amount))) - 2)
    return f"{max(step, round(amount / step) * step):.2f}"


def _statements(
    space: Space, rng: random.Random, amenities: list[str], prices: list[PriceFact]
) -> Iterator[GeneratedStatement]:
    """The statements of one or two sources; the second states no more than name and address."""
    facts = {key: value for key in STATED_COLUMNS if (value := getattr(space, key)) not in ("", None)}
    facts |= {
        "city": space.city.name,
        "country": space.city.country_id,
        "amenities": dict.fromkeys(amenities, "yes"),
    }
    if prices:
        facts["prices"] = [asdict(price) for price in prices]
    shares = {(key, basis): share for key, basis, share in SOURCES}
    source, basis = first = _weighted(rng, shares)
    yield GeneratedStatement(source, _date(rng), basis, facts)
    if rng.random() < 0.25:
        rest = [other for other in shares if other != first and other[1] != Basis.CONFIRMED]
        source, basis = rng.choice(rest)
        yield GeneratedStatement(source, _date(rng), basis, {key: facts[key] for key in ADDRESS_FACTS})


def _date(rng: random.Random) -> str:
    """A day, a month or a year; recent ones are more likely."""
    year = NEWEST_YEAR - int(YEARS * rng.random() ** 2)
    month, day = rng.randrange(1, 11), rng.randrange(1, 29)
    text = f"{year}-{month:02}-{day:02}"
    return text[: rng.choice((10, 10, 10, 7, 4))]
