"""How the staff's lists find rows: by indexes that are there, never row by row."""

from django.db.models import Q, QuerySet
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from coworking.folding import fold
from coworking.staff import StaffAdmin
from spaces.models import CityName, Space
from spaces.search.words import matching

MOST_SPACES = 500  # whoever means one space does not read on
NEWEST = 1000  # rows of a table without an index of words that a search reads
MOST_WORDS = 10


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


def by_words(queryset: QuerySet, words: str, *columns: str) -> tuple[QuerySet, bool]:
    """Rows whose address begins like this, and of the newest ones those with all the words in these columns.

    Bounded: by the index of `slug`, where there is one, and by NEWEST rows that are read.
    """
    if not words.strip():
        return queryset, False
    model = queryset.model
    newest = model._base_manager.order_by("-pk").values("pk")[:NEWEST]
    rows = model._base_manager.filter(pk__in=newest).order_by()
    for word in words.split()[:MOST_WORDS]:
        rows = rows.filter(Q.create([(f"{column}__icontains", word) for column in columns], Q.OR))
    found = set(rows.values_list("pk", flat=True))
    beginning = slugify(fold(words))[:200]
    if beginning and "slug" in {field.name for field in model._meta.fields}:
        named = model._base_manager.filter(slug__begins=beginning).order_by()
        found |= set(named.values_list("pk", flat=True)[:NEWEST])
    return queryset.filter(pk__in=found), False


class FoundByWords(StaffAdmin):
    """Found by the beginning of its name, or by words of the newest; `search_fields` say in which columns."""

    search_help_text = _("The beginning of a name; words of the newest.")

    def get_search_results(self, request, queryset, search_term):
        return by_words(queryset, search_term, *self.search_fields)
