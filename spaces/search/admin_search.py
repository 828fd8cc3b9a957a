"""How the staff's lists find rows: by indexes that are there, never row by row."""

from typing import Any

from django.db.models import Q, QuerySet

from spaces.directory.models import Space
from spaces.directory.querysets import SpaceQuerySet
from spaces.search.terms import SearchTerms
from spaces.search_index.backends import MatchesIndex

MOST_SPACES = 500  # whoever means one space does not read on


def filter_by_space(queryset: QuerySet[Any], words: str, *paths: str) -> QuerySet[Any]:
    """The rows that one of these foreign keys ties to a space with these words."""
    found = list(filter_by_text(Space.objects.all(), words).values_list("pk", flat=True)[:MOST_SPACES])
    tied = Q()
    for path in paths:
        tied |= Q(**{f"{path}__in": found})
    return queryset.filter(tied)


def filter_by_text(queryset: SpaceQuerySet, typed: str) -> SpaceQuerySet:
    """Those of the spaces that hold all of the words, or words that begin with them; in no order."""
    words = SearchTerms(typed)
    return queryset.filter(MatchesIndex(words.levels[-1].query())) if words.keywords else queryset
