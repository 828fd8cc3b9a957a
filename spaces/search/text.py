"""Text search: one function, so that what is under it can change.

Every word must begin a word of the space. This reads `Space.search_text` row by row, which is right and quick
for tens of thousands of spaces on any database; an index of the database's own goes under it later.
"""

from django.db.models import Case, IntegerField, Value, When

from coworking.folding import fold
from spaces.querysets import SpaceQuerySet

MOST_WORDS = 8
# Words that stand in most rows: they narrow nothing when another word remains.
COMMON = frozenset(
    "coworking cowork co space spaces espace espaces de du des la le les l the of a et and".split()  # noqa: SIM905
)


def keywords(words: str) -> list[str]:
    """The folded words that a search should match, common ones only when there are no others."""
    found = list(dict.fromkeys(fold(words[:200]).split()))[:MOST_WORDS]
    return [word for word in found if word not in COMMON] or found


def matching(queryset: SpaceQuerySet, words: str) -> SpaceQuerySet:
    """Spaces that hold all of `words`.

    `text_rank` tells where: 0 they are the name, 1 its beginning, 2 the name holds the first, 3 elsewhere.
    """
    folded = fold(words[:200])
    for word in keywords(words):
        queryset = queryset.filter(search_text__contains=f" {word}")
    in_name = When(pk__gt=0, then=Value(3))
    if keywords(words):
        in_name = When(name_folded__contains=keywords(words)[0], then=Value(2))
    return queryset.annotate(
        text_rank=Case(
            When(name_folded=folded, then=Value(0)),
            When(name_folded__startswith=folded, then=Value(1)),
            in_name,
            default=Value(3),
            output_field=IntegerField(),
        )
    )
