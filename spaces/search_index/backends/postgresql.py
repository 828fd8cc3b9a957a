"""The index on PostgreSQL: GIN over the words of the column, as a tsvector without positions.

Words come folded, so no text search configuration is used, and none can make the databases differ.
"""

POSITION = "strpos"
_VECTOR = "array_to_tsvector(array_remove(string_to_array({text}, ' '), ''))"


def install(cursor) -> None:
    vector = _VECTOR.format(text="search_text")
    cursor.execute(f"CREATE INDEX IF NOT EXISTS spaces_index ON spaces_space USING gin (({vector}))")


def rebuild(cursor) -> None:
    cursor.execute("REINDEX INDEX spaces_index")


def counts(cursor) -> dict[str, int]:
    vector = _VECTOR.format(text="search_text")
    cursor.execute("SELECT word, ndoc FROM ts_stat(%s)", [f"SELECT {vector} FROM spaces_space"])
    return dict(cursor.fetchall())


def condition(text: str) -> str:
    return f"{_VECTOR.format(text=text)} @@ %s::tsquery"


def write(groups, never=()) -> str:
    """(('a' | 'b') & 'c') & !('d')."""
    return " & !".join(f"({_all(own)})" for own in (groups, *never))


def _all(groups) -> str:
    return " & ".join("(" + " | ".join(f"'{word}'" for word in group) + ")" for group in groups)
