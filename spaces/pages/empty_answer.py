"""What a list offers where nothing matches.

Closed spaces, a wider search, and the programmes, labels, events and sources that bear the words.
"""

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.http import QueryDict
from django.urls import reverse

from coworking.caching.memoize import memoize
from coworking.database.prepared import Param, PreparedQuery
from coworking.i18n.normalize import normalize_name
from spaces.directory.choices import ENDED
from spaces.directory.models import Space
from spaces.events.models import Event
from spaces.pages.sources import sources_named
from spaces.programmes.models import Award, Label, Programme
from spaces.provenance.models import Source
from spaces.search.engine import Search
from spaces.search.filter_form.controls import Chip, ListControls
from spaces.search.query_parser.parser import parse
from spaces.search.terms import keywords

MAX_SHOWN = 3  # closed spaces, events, and sources
MAX_FUNDED = 12
MAX_CHIPS = 4  # without each of which the search is tried again
EVENTS_READ = 500  # the latest ones, whose titles are compared

_closed = PreparedQuery(
    lambda: (
        Space.objects.published()
        .filter(status__in=ENDED, normalized_name=Param(0))
        .select_related("city__country")
        .order_by("-closed", "pk")[:MAX_SHOWN]
    )
)


@dataclass(frozen=True)
class Wider:
    """The same search without one filter: its name, the URL, how many spaces it finds, and these if few."""

    without: str
    url: str
    count: int
    is_more: bool
    spaces: list[Space]

    @property
    def is_worth_a_look(self) -> bool:
        """Whether it finds anything but samples."""
        return bool(self.count) and not (self.spaces and all(space.is_sample for space in self.spaces))


@dataclass(frozen=True)
class Bearer:
    """A programme or a label that bears the words, with spaces that it funded or that have it.

    The spaces of a label that a programme before it has funded are not repeated.
    """

    name: str
    url: str
    spaces: list[Space]


@dataclass(frozen=True)
class Instead:
    """What to offer instead of nothing."""

    closed: list[Space]
    closed_count: int
    closed_url: str
    wider: Wider | None
    bearers: list[Bearer]
    events: list[Event]
    sources: list[Source]


def closed_spaces_named(text: str) -> list[Space]:
    """Return the closed spaces whose whole name a text is."""
    return _closed.objects(normalize_name(text))


def answer_instead(search: Search, controls: ListControls) -> Instead:
    """Return what to offer where a search finds nothing; it costs a few searches more."""
    text = controls.given.get("q", "")
    closed = _closed_ones(search, text)
    words = frozenset(keywords(text))
    return Instead(
        closed=list(closed.results[:MAX_SHOWN]) if closed else [],
        closed_count=len(closed.results) if closed else 0,
        closed_url=_closed_url(closed, controls),
        wider=_widest(controls),
        bearers=_bearers_of(words) if words else [],
        events=_events_of(words) if words else [],
        sources=sources_named(words, text, MAX_SHOWN) if words else [],
    )


def _closed_ones(search: Search, text: str) -> Search | None:
    """Return the search with closed spaces, if it finds some; else that for the words as they were typed.

    None if the words find open spaces: they are no search for closed ones.
    """
    criteria = search.criteria
    if "closed" in criteria.values:
        return None
    same = Search(replace(criteria, values={**criteria.values, "closed": True}), search.dictionary)
    if same.candidates.rows or not text or text == criteria.text:
        return same
    literal = replace(criteria, values={"closed": True}, place=None, text=text, sort="relevance")
    found = Search(literal, search.dictionary)
    return None if Space.objects.filter(pk__in=found.results.pks).in_search().exists() else found


def _closed_url(closed: Search | None, controls: ListControls) -> str:
    if closed and closed.criteria.text != controls.criteria.text:
        return f"{controls.links.path}?{urlencode({'q': closed.criteria.text, 'words': 1, 'closed': 1})}"
    return controls.links.url_with(closed=["1"])


def _widest(controls: ListControls) -> Wider | None:
    """Return the search without the filter that leaves most out.

    Words say more than a place: it is left out first where there are some, and last where there are none.
    """
    place = controls.criteria.place and not controls.query.page_place
    chips = controls.chips[:MAX_CHIPS]
    if len(chips) == 1 and not controls.query.page_place:
        return None  # without it the search would be for everything
    groups = [chips[bool(place) :], chips[: bool(place)]]
    for group in reversed(groups) if controls.criteria.text else groups:
        found = [wider for wider in (_without(chip, controls) for chip in group) if wider.is_worth_a_look]
        if found:
            return max(found, key=lambda wider: wider.count)
    return None


def _without(chip: Chip, controls: ListControls) -> Wider:
    data = QueryDict(urlsplit(chip.remove_url).query)
    query = parse(data, controls.query.page_place, dictionary=controls.query.dictionary)
    search = Search(query.criteria, query.dictionary)
    spaces = list(search.results) if search.count <= MAX_SHOWN else []
    return Wider(chip.label, chip.remove_url, search.count, search.is_more, spaces)


@memoize
def _names_of_programmes() -> list[tuple[frozenset[str], str, int]]:
    """Return (words of its name, "programme" or "label", key) of all: there are few."""
    rows = [("programme", *row) for row in Programme.objects.values_list("pk", "name")]
    rows += [("label", *row) for row in Label.objects.values_list("pk", "name")]
    return [(frozenset(normalize_name(name).split()), kind, pk) for kind, pk, name in rows]


def _bearers_of(words: frozenset[str]) -> list[Bearer]:
    found = [(kind, pk) for named, kind, pk in _names_of_programmes() if words <= named]
    programmes = Programme.objects.in_bulk([pk for kind, pk in found if kind == "programme"])
    labels = Label.objects.select_related("programme").in_bulk([pk for kind, pk in found if kind == "label"])
    bearers = [
        Bearer(one.name, one.get_absolute_url(), _spaces_of(programme=one)) for one in programmes.values()
    ]
    shown = {space.pk for bearer in bearers for space in bearer.spaces}
    for label in labels.values():
        spaces = [space for space in _spaces_of(label=label) if space.pk not in shown]
        bearers.append(Bearer(label.name, f"{reverse('search')}?label={label.slug}", spaces))
    return bearers


def _spaces_of(**awards: Any) -> list[Space]:
    awarded = Award.objects.canonical().filter(**awards).values("space")
    found = Space.objects.published().filter(pk__in=awarded).select_related("city__country")
    return list(found.order_by("normalized_name", "pk")[:MAX_FUNDED])


def _events_of(words: frozenset[str]) -> list[Event]:
    titles = Event.objects.published().order_by("-start", "-pk").values_list("pk", "title")[:EVENTS_READ]
    pks = [pk for pk, title in titles if words <= set(normalize_name(title).split())][:MAX_SHOWN]
    return list(Event.objects.filter(pk__in=pks).order_by("-start", "-pk")) if pks else []
