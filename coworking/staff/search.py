from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from coworking.i18n.normalize import normalize_name
from coworking.staff.admin import StaffAdmin

NEWEST = 1000  # rows of a table without an index of words that a search reads
MOST_WORDS = 10


def by_words(queryset: QuerySet[Any], words: str, *columns: str) -> tuple[QuerySet[Any], bool]:
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
    beginning = slugify(normalize_name(words))[:200]
    if beginning and "slug" in {field.name for field in model._meta.fields}:
        named = model._base_manager.filter(slug__prefix=beginning).order_by()
        found |= set(named.values_list("pk", flat=True)[:NEWEST])
    return queryset.filter(pk__in=found), False


class FoundByWords(StaffAdmin):
    """Found by the beginning of its name, or by words of the newest; `search_fields` say in which columns."""

    search_help_text = _("The beginning of a name; words of the newest.")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        return by_words(queryset, search_term, *self.search_fields)
