"""Counts of facets among all spaces that match, where a place has more of them than candidates."""

from collections import Counter

from coworking.caching.memoize import memoize
from spaces.search.sql import Condition, Selection, fetch

MOST_COUNTED = 5000  # spaces: 6 ms with SQLite. Of more, the candidates are counted


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
