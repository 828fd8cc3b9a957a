"""Counts of all spaces that match, and of their facets, where there are more of them than candidates."""

from collections import Counter

from coworking.caching.memoize import memoize
from spaces.search.sql import Condition, Selection, fetch

MOST_COUNTED = 5000  # spaces: 6 ms with SQLite. Of more, the candidates are counted


@memoize
def count_matching(selection: Selection) -> int | None:
    """Return the number of the spaces; None if there are too many to count."""
    matching = selection.select("id", limit=MOST_COUNTED + 1)
    counted = Condition(f"SELECT COUNT(*) FROM ({matching.sql}) AS matching", matching.params)
    count: int = fetch(counted)[0][0]
    return count if count <= MOST_COUNTED else None


def count_terms(selection: Selection) -> dict[str, int] | None:
    """Return {facet term: number of the spaces that have it}; None if there are too many to count."""
    return _count_terms(selection.select("facet_terms", limit=MOST_COUNTED + 1))


@memoize
def _count_terms(statement: Condition) -> dict[str, int] | None:
    grouped = f"SELECT facet_terms, COUNT(*) FROM ({statement.sql}) AS matching GROUP BY facet_terms"
    rows = fetch(Condition(grouped, statement.params))
    if sum(count for _terms, count in rows) > MOST_COUNTED:
        return None
    counts: Counter[str] = Counter()
    for terms, count in rows:
        for term in terms.split():
            counts[term] += count
    return dict(counts)
