"""How the staff's lists find rows: by indexes that are there, never row by row."""

from django.db.models import Q, QuerySet

from coworking.folding import fold
from spaces.models import CityName, Space
from spaces.search.words import matching

MOST_SPACES = 500  # whoever means one space does not read on


def of_spaces(queryset: QuerySet, words: str, *paths: str) -> QuerySet:
    """The rows that one of these foreign keys ties to a space with these words."""
    found = list(matching(Space.objects.all(), words).values_list("pk", flat=True)[:MOST_SPACES])
    tied = Q()
    for path in paths:
        tied |= Q(**{f"{path}__in": found})
    return queryset.filter(tied)


def cities_named(queryset: QuerySet, words: str) -> QuerySet:
    """Cities of which any name, in any language, begins like this."""
    return queryset.filter(pk__in=CityName.objects.filter(folded__begins=fold(words)[:200]).values("city"))
