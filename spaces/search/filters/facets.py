"""The three facets: kinds, amenities and the labels that programmes confer."""

from functools import lru_cache
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import get_language

from coworking.caching.memoize import memoize
from spaces.directory.amenities import amenity_term
from spaces.directory.models import Space
from spaces.directory.querysets import SpaceQuerySet
from spaces.directory.vocabulary import Vocabulary, vocabulary
from spaces.programmes.models import Award, Label
from spaces.programmes.queries import today_iso
from spaces.programmes.querysets import AwardQuerySet
from spaces.provenance.amenity_values import AmenityValue
from spaces.search import sql
from spaces.search.candidates import Candidates
from spaces.search.criteria import SearchCriteria
from spaces.search.filters.base import FacetFilter, FacetOption, FactConditions, TermGroups
from spaces.search_index.index_terms import facet_term


def kind_choices() -> list[tuple[str, str]]:
    """Return (key, name) of the kinds that are offered, in the active language."""
    return _choices(vocabulary(), get_language(), "kinds")


def amenity_choices() -> list[tuple[str, str]]:
    """Return (key, name) of the amenities that are offered, in the active language."""
    return _choices(vocabulary(), get_language(), "amenities")


@lru_cache(maxsize=32)
def _choices(words: Vocabulary, language: str | None, group: str) -> list[tuple[str, str]]:
    entries = words.offered_kinds() if group == "kinds" else words.offered_amenities()
    return [(entry.key, entry.label) for entry in entries]


@memoize
def label_choices() -> list[tuple[str, str]]:
    """Return (slug, name) of the labels that some space has."""
    return list(Label.objects.conferred().order_by("name", "pk").values_list("slug", "name"))


class AmenityFilter(FacetFilter):
    """Spaces with every one of the amenities."""

    asks_for_facts = True

    def filter(self, qs: SpaceQuerySet, value: list[str]) -> SpaceQuerySet:
        for key in value:
            qs = qs.filter(facet_terms__contains=f" {facet_term('amenity', key)} ")
        return qs

    def facts(self, criteria: SearchCriteria) -> list[FactConditions]:
        return [_amenity_fact(sql.vendor(), key) for key in criteria.values[self.name]]


@lru_cache(maxsize=200)
def _amenity_fact(vendor: str, key: str) -> FactConditions:
    yes, limited, no = (
        Q(facet_terms__contains=f" {amenity_term(key, value)} ")
        for value in (AmenityValue.YES, AmenityValue.LIMITED, AmenityValue.NO)
    )
    conditions = [
        sql.without_index(sql.condition_of(Space.objects.filter(each)))
        for each in (yes, ~yes & ~limited & ~no, limited)
    ]
    return FactConditions(("facet_terms",), *conditions)


class KindFilter(FacetFilter):
    """Spaces of any of the kinds."""

    def filter(self, qs: SpaceQuerySet, value: list[str]) -> SpaceQuerySet:
        return qs.filter(kind__in=value)


class LabelFilter(FacetFilter):
    """Spaces to which an award in force confers any of the labels. Labels are not in the index of terms."""

    def filter(self, qs: SpaceQuerySet, value: list[str]) -> SpaceQuerySet:
        return qs.filter(pk__in=_conferring_awards().filter(label__slug__in=value).values("space"))

    def index_terms(self, value: Any) -> TermGroups:
        return []

    def counts(self, candidates: Candidates) -> dict[str, int]:
        # Few spaces have a label: those are looked up among the candidates, not the other way round.
        spaces = Space.objects.filter(pk__in=candidates.pks).order_by()
        labelled = spaces.filter(pk__in=_conferring_awards().values("space"))
        rows = _conferring_awards().filter(space__in=labelled.values("pk")).values_list("label__slug")
        return dict(rows.annotate(n=Count("space", distinct=True)))

    def counts_are_cut(self, candidates: Candidates) -> bool:
        return candidates.is_cut

    def _is_shown(self, option: FacetOption) -> bool:
        return bool(option.count or option.selected)


def _conferring_awards() -> AwardQuerySet:
    awards: AwardQuerySet = Award.objects.in_force(today_iso()).order_by()
    return awards.filter(space__isnull=False, label__isnull=False)
