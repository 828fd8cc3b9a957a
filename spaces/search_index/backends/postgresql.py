"""The index on PostgreSQL: GIN over the terms of the column, as a tsvector without positions.

Terms are normalized already, so no text search configuration is used, and none can make the databases differ.
"""

from django.db.backends.utils import CursorWrapper

POSITION = "strpos"
_VECTOR = "array_to_tsvector(array_remove(string_to_array({text}, ' '), ''))"


def install(cursor: CursorWrapper) -> None:
    vector = _VECTOR.format(text="search_text")
    cursor.execute(f"CREATE INDEX IF NOT EXISTS spaces_index ON spaces_space USING gin (({vector}))")


def rebuild(cursor: CursorWrapper) -> None:
    cursor.execute("REINDEX INDEX spaces_index")


def count_terms(cursor: CursorWrapper) -> dict[str, int]:
    vector = _VECTOR.format(text="search_text")
    cursor.execute("SELECT word, ndoc FROM ts_stat(%s)", [f"SELECT {vector} FROM spaces_space"])
    return dict(cursor.fetchall())


def condition(text: str) -> str:
    return f"{_VECTOR.format(text=text)} @@ %s::tsquery"


def format_query(
    groups: tuple[tuple[str, ...], ...], excluded: tuple[tuple[tuple[str, ...], ...], ...] = ()
) -> str:
    """Return, for example, "(('a' | 'b') & ('c')) & !(('d'))"."""
    return " & !".join(f"({_conjunction(each)})" for each in (groups, *excluded))


def _conjunction(groups: tuple[tuple[str, ...], ...]) -> str:
    return " & ".join("(" + " | ".join(f"'{term}'" for term in group) + ")" for group in groups)
