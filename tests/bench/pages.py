"""The pages that are measured: the URLs of each kind, and how to recognise the right page."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urlencode

from django.db.models import Count, Q

from coworking.i18n.normalize import normalize_name
from spaces.benchmark_data import word_lists
from spaces.directory.models import Space
from spaces.geography.models import City, CityName

PER_PAGE = 24
SAMPLES = 30
COUNTRIES = 6
PARIS = (48.8566, 2.3522)
DEEP = 4000


class WrongPage(Exception):
    """The response is not the page that was requested."""


@dataclass(frozen=True)
class Ask:
    """One address; the answer holds `marker`, and so many cards where that is known."""

    path: str
    marker: str
    cards: int | None = None


@dataclass(frozen=True)
class Page:
    """A kind of page, with the aims for it as ratios to the trivial view."""

    name: str
    asks: list[Ask] = field(default_factory=list)
    median_aim: float | None = None
    p95_aim: float | None = None


def all_pages() -> Iterator[Page]:
    """Every kind of page that the database can show."""
    dice = random.Random("pages")
    cities = list(City.objects.select_related("country").order_by("-space_count", "pk")[:SAMPLES])
    places = set(
        CityName.objects.filter(normalized_name__in=COMMON).values_list("normalized_name", flat=True)
    )
    usual = [word for word in COMMON if word not in places]
    yield Page("city", [_city(city) for city in cities], 12, 20)
    yield Page("city, filtered", [_filtered(city) for city in cities], 12, 20)
    yield Page("words, rare", list(_rare(dice)), 25, 60)
    yield Page("words, common", [_search(q=w) for w in usual], 25, 60)
    yield Page(
        "words with filters",
        [_search(q=w, amenity=["wifi", "coffee"], kind="coworking") for w in usual],
        25,
        60,
    )
    inside = [_search(q=f"{w} {city.name}") for w in ("wifi", "coffee kitchen") for city in cities[:10]]
    yield Page("place and words", inside, 25, 60)
    yield Page("near me, 10 km", [_search(near=_point(dice), radius=10) for _n in range(SAMPLES)], 15, 25)
    yield Page("space, 10 comments", list(_commented()), 10, 16)
    yield Page(
        "autocomplete", [Ask(f"/en/suggest/?{urlencode({'q': q})}", "suggestions") for q in TYPED], 3, 6
    )
    yield Page("map clusters", [_clusters(*viewport) for viewport in VIEWPORTS], 8, 20)
    last = max(1, -(-Space.objects.in_search().count() // PER_PAGE))
    yield Page(
        "deep page", [Ask(f"/en/spaces/?page={min(DEEP, last) - n}", "<h1") for n in range(min(10, last))]
    )
    yield Page("home", [Ask("/en/", "<h1")])
    yield Page("all spaces", [Ask("/en/spaces/", "<h1")])
    codes = dict.fromkeys(city.country_id.lower() for city in cities)
    yield Page("country", [Ask(f"/en/{code}/", "<h1") for code in list(codes)[:COUNTRIES]])


COMMON = (
    "coworking", "espace", "space", "wooden tables", "meeting room", "coffee", "former printing house",
    "atelier", "werkplek", "grandes tables", "house wifi", "the",
)  # fmt: skip
TYPED = ("par", "lie", "cow", "bra", "lon", "new y", "esp", "bru", "at", "m", "amster", "the b", "del")
VIEWPORTS = (
    # south, west, north, east, zoom
    (-60, -180, 75, 180, 2),
    (35, -12, 60, 30, 4),
    (42, -5, 51, 8, 6),
    (48.5, 1.8, 49.2, 2.9, 10),
    (48.8, 2.2, 48.92, 2.45, 12),
    (51.4, -0.3, 51.6, 0.1, 11),
    (-48, 165, -30, -170, 5),
)


def _city(city: City) -> Ask:
    return Ask(city.get_absolute_url(), escape(city.name), min(PER_PAGE, city.space_count))


def _filtered(city: City) -> Ask:
    found = Space.objects.in_search().filter(city=city, kind="coworking")
    for key in ("wifi", "coffee"):
        found = found.filter(amenity_rows__amenity=key)
    query = urlencode({"kind": "coworking", "amenity": ["wifi", "coffee"]}, doseq=True)
    return Ask(f"{city.get_absolute_url()}?{query}", escape(city.name), min(PER_PAGE, found.count()))


def _search(**values) -> Ask:
    return Ask(f"/en/spaces/?{urlencode(values, doseq=True)}", "<h1")


def _rare(dice: random.Random) -> Iterator[Ask]:
    """Invented names, which few spaces share and which are no places."""
    top = Space.objects.order_by("-pk").values_list("pk", flat=True)[0]
    picked = dice.sample(range(1, top), min(top - 1, SAMPLES * 4))
    usual = {
        word for pool in (word_lists.NAMES, word_lists.NOUNS, word_lists.SUFFIXES) for word in _folded(pool)
    }
    for space in Space.objects.in_search().filter(network="", pk__in=picked).order_by("pk")[:SAMPLES]:
        own = [word for word in space.normalized_name.split() if word not in usual and len(word) > 3]
        if (
            own
            and not CityName.objects.filter(normalized_name__in=own).exists()
            and own[0] not in normalize_name(space.city.name)
        ):
            yield Ask(f"/en/spaces/?{urlencode({'q': own[0]})}", escape(space.name))


def _folded(pool) -> list[str]:
    groups = pool.values() if isinstance(pool, dict) else [pool]
    return normalize_name(" ".join(text for group in groups for text in group)).split()


def _point(dice: random.Random) -> str:
    return ",".join(f"{middle + dice.uniform(-0.05, 0.05):.4f}" for middle in PARIS)


def _clusters(south: float, west: float, north: float, east: float, zoom: int) -> Ask:
    query = urlencode({"bounds": f"{south},{west},{north},{east}", "zoom": zoom})
    return Ask(f"/en/map/clusters.json?{query}", '"clusters"')


def _commented() -> Iterator[Ask]:
    visible = Q(thread__comments__state="visible")
    spaces = Space.objects.annotate(comment_count=Count("thread__comments", filter=visible)).filter(
        comment_count__gte=10
    )
    for space in spaces.order_by("comment_count", "pk")[:SAMPLES]:
        yield Ask(f"/en/spaces/{space.slug}/", escape(space.name))
