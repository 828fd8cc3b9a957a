"""Facets: the options of a filter, each with its count under the other filters."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language

from spaces.directory.models import Space
from spaces.search.candidates import Candidates
from spaces.search.filters import labels
from spaces.search.filters.filterset import amenity_choices, kind_choices

NAMES = ("kind", "amenity", "label")


@dataclass(slots=True)
class Option:
    """One choice of a facet. There are more than `count` when `is_more`."""

    value: str
    label: str
    selected: bool
    count: int
    is_more: bool


def kinds(chosen: Collection[str], counted: Candidates) -> list[Option]:
    """Kinds that some of the pool are of, and those chosen. The pool is that without the filter itself."""
    known = kind_choices(get_language())
    options = _options(known, chosen, counted.count_traits("kind"), counted)
    return [option for option in options if option.count or option.selected or option.is_more]


def amenities(chosen: Collection[str], counted: Candidates) -> list[Option]:
    """All amenities. The pool is that with the filter: a space must have each one that is chosen."""
    known = amenity_choices(get_language())
    return list(_options(known, chosen, counted.count_traits("amenity"), counted))


def labelled(chosen: Collection[str], counted: Candidates) -> list[Option]:
    """Labels that some of the pool have, and those chosen. The pool is that without the filter itself."""
    known = labels.label_choices()
    if not known:
        return []
    counts = labels.label_counts(Space.objects.filter(pk__in=counted.pks))
    options = _options(known, chosen, counts, counted)
    return [option for option in options if option.count or option.selected]


def _options(
    known: Iterable[tuple[str, str]], chosen: Collection[str], counts: Mapping[str, int], counted: Candidates
) -> Iterator[Option]:
    is_more = counted.is_cut
    for value, label in known:
        yield Option(value, label, value in chosen, counts.get(value, 0), is_more)
