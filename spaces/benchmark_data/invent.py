"""One invented space after another. The same seed and number give the same space, on any database."""

import random
from bisect import bisect
from dataclasses import asdict, dataclass
from functools import cached_property
from itertools import accumulate
from typing import Any

from django.utils.text import slugify

from coworking.i18n.normalize import normalize_name
from spaces.benchmark_data import word_lists
from spaces.benchmark_data.numbers import AMENITIES, COUNTRY_WEIGHTS, CURRENCY_SCALE, HOURS, KINDS, PLANS
from spaces.directory.choices import Status
from spaces.directory.models import Space
from spaces.geography.distances import KM_PER_DEGREE
from spaces.geography.gazetteer import extent_km
from spaces.geography.models import City
from spaces.importers.record import PriceFact
from spaces.provenance.models import Basis

CHAINS = 240
SHARE_OF_CHAINS = 0.18
NEWEST_YEAR, YEARS = 2026, 5
LANGUAGES = {"FR": ("fr",), "BE": ("fr", "nl", "en"), "NL": ("nl",), "LU": ("fr", "en"), "CH": ("fr", "en")}
# Who says so: (key of the source, basis of its dates, share of the spaces)
WITNESSES = (
    ("register", Basis.DATASET, 0.5),
    ("survey", Basis.PRINTED, 0.35),
    ("managers", Basis.CONFIRMED, 0.15),
)

STATED = (
    "name", "kind", "street", "postcode", "neighbourhood", "latitude", "longitude", "website", "phone",
    "email", "description", "opening_hours", "desks", "people", "rooms", "area_m2", "operator",
)  # fmt: skip
ADDRESS = ("name", "street", "city", "country")


@dataclass
class Invented:
    """One unsaved space, what its witnesses say, and the amenities and prices that follow from it."""

    space: Space
    amenities: list[str]
    prices: list[PriceFact]
    days_included: list[int | None]  # beside `prices`
    said: list[tuple[str, str, str, dict[str, Any]]]  # (source, as of, basis, facts)
    opened: str


class Inventor:
    """Draws spaces in these cities, where there are people; `cities` come with their country."""

    def __init__(self, seed: int, cities: list[City]):
        self.seed = seed
        self.cities = sorted(cities, key=lambda city: city.geonameid or 0)
        weights = (COUNTRY_WEIGHTS.get(c.country_id, 1) * max(c.population, 1000) for c in self.cities)
        self.cumulated = list(accumulate(weights))

    @cached_property
    def chains(self) -> list[str]:
        """Names of chains, the largest first."""
        dice = random.Random(f"chains {self.seed}")
        return [_brand(dice) + dice.choice(word_lists.SUFFIXES) for _number in range(CHAINS)]

    def draw(self, number: int) -> Invented:
        """The space of that number."""
        dice = random.Random(f"{self.seed}:{number}")
        city = self.cities[
            bisect(self.cumulated, dice.random() * self.cumulated[-1], hi=len(self.cities) - 1)
        ]
        language = dice.choice(LANGUAGES.get(city.country_id, ("en",)))
        space = Space(city=city, is_sample=True, kind=_weighted(dice, KINDS))
        self._name(space, dice, language, number)
        _place(space, dice, language)
        _describe(space, dice, language)
        _life(space, dice)
        amenities = [key for key, share in AMENITIES.items() if dice.random() < share]
        prices, days_included = _prices(dice, city.country.currency)
        said = list(_said(space, dice, amenities, prices))
        return Invented(space, amenities, prices, days_included, said, space.opened)

    def _name(self, space: Space, dice: random.Random, language: str, number: int) -> None:
        if dice.random() < SHARE_OF_CHAINS:
            chain = self.chains[int(CHAINS * dice.random() ** 3)]
            space.name = f"{chain} {dice.choice((space.city.name, *word_lists.QUARTERS[language]))}"
            space.network, space.operator = chain, f"{chain} Operations"
        else:
            space.name = dice.choice(word_lists.NAMES[language]).format(
                brand=_brand(dice), noun=dice.choice(word_lists.NOUNS[language]), city=space.city.name
            )
        space.name = space.name[:200]
        plain = slugify(normalize_name(space.name))[:150].strip("-") or "space"
        space.slug = f"{plain}-s{self.seed}-{number}"


def _brand(dice: random.Random) -> str:
    return "".join(dice.choice(part) for part in word_lists.SYLLABLES)


def _weighted(dice: random.Random, weights: dict) -> Any:
    return dice.choices(list(weights), list(weights.values()))[0]


def _place(space: Space, dice: random.Random, language: str) -> None:
    """Scattered around the middle of the city; one in a hundred stands exactly there, over the others."""
    city = space.city
    street, house = dice.choice(word_lists.STREETS[language]), dice.randrange(1, 180)
    space.street = f"{house} {street}" if language == "en" else f"{street} {house}"
    space.postcode = str(dice.randrange(1000, 99999))
    space.neighbourhood = dice.choice(word_lists.QUARTERS[language]) if dice.random() < 0.5 else ""
    if city.latitude is None or city.longitude is None or dice.random() < 0.02:
        return
    spread = 0 if dice.random() < 0.01 else extent_km(city.population) / 3 / KM_PER_DEGREE
    latitude, longitude = dice.gauss(city.latitude, spread), dice.gauss(city.longitude, spread * 1.4)
    space.latitude = round(min(max(latitude, -89.9), 89.9), 6)
    space.longitude = round((longitude + 540) % 360 - 180, 6)


def _describe(space: Space, dice: random.Random, language: str) -> None:
    address = space.slug[:60].strip("-")
    first = dice.choice(word_lists.FIRST[language]).format(name=space.name, city=space.city.name)
    if dice.random() < 0.85:
        space.description = " ".join((first, *dice.sample(word_lists.MORE[language], dice.randrange(1, 5))))
    space.website = f"https://{address}.example/" if dice.random() < 0.8 else ""
    space.email = f"hello@{address}.example" if dice.random() < 0.5 else ""
    space.phone = f"555 01{dice.randrange(100):02}" if dice.random() < 0.6 else ""
    space.opening_hours = _weighted(dice, HOURS)
    if dice.random() < 0.6:
        space.desks = int(5 + dice.expovariate(1 / 30))
        space.people = space.desks * 2
    space.rooms = dice.randrange(1, 8) if dice.random() < 0.4 else None
    space.area_m2 = dice.randrange(40, 3000) if dice.random() < 0.3 else None
    space.wifi_mbps = dice.choice((30, 50, 100, 300, 500, 1000)) if dice.random() < 0.3 else None


def _life(space: Space, dice: random.Random) -> None:
    space.opened = str(dice.randrange(2008, NEWEST_YEAR)) if dice.random() < 0.5 else ""
    fate = dice.random()
    if fate < 0.04:
        space.status, space.closed = Status.CLOSED, str(dice.randrange(NEWEST_YEAR - YEARS, NEWEST_YEAR))
    elif fate < 0.05:
        space.status = Status.PLANNED


def _prices(dice: random.Random, currency: str) -> tuple[list[PriceFact], list[int | None]]:
    """Its prices in the money of the country; one space in four tells none."""
    prices: list[PriceFact] = []
    days: list[int | None] = []
    if not currency or dice.random() < 0.25:
        return prices, days
    scale = CURRENCY_SCALE.get(currency, 1) * dice.lognormvariate(0, 0.25)
    for what, unit, quantity, included, share, euro, spread in PLANS:
        if dice.random() < share:
            amount = _round(euro * scale * dice.lognormvariate(0, spread))
            prices.append(PriceFact(what, unit, amount, currency, quantity))
            days.append(included)
    return prices, days


def _round(amount: float) -> str:
    step = 0.5 if amount < 30 else 5 if amount < 500 else 10 ** (len(str(int(amount))) - 2)
    return f"{max(step, round(amount / step) * step):.2f}"


def _said(space: Space, dice: random.Random, amenities: list[str], prices: list[PriceFact]):
    """What one or two witnesses say, and since when; the second knows no more than the address."""
    facts = {key: value for key in STATED if (value := getattr(space, key)) not in ("", None)}
    facts |= {"city": space.city.name, "country": space.city.country_id, "amenities": amenities}
    if prices:
        facts["prices"] = [asdict(price) for price in prices]
    shares = {(key, basis): share for key, basis, share in WITNESSES}
    witness = _weighted(dice, shares)
    yield (witness[0], _date(dice), witness[1], facts)
    if dice.random() < 0.25:
        rest = [other for other in shares if other != witness and other[1] != Basis.CONFIRMED]
        other = dice.choice(rest)
        yield (
            other[0],
            _date(dice),
            other[1],
            {key: facts[key] for key in ADDRESS},
        )


def _date(dice: random.Random) -> str:
    """A day, a month or a year; recent ones are more likely."""
    year = NEWEST_YEAR - int(YEARS * dice.random() ** 2)
    month, day = dice.randrange(1, 11), dice.randrange(1, 29)
    text = f"{year}-{month:02}-{day:02}"
    return text[: dice.choice((10, 10, 10, 7, 4))]
