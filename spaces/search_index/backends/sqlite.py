"""The index on SQLite: an FTS5 table over the column, updated by triggers (https://www.sqlite.org/fts5.html).

Terms are normalized already, so that only spaces separate them. SQLite recreates a table that is altered,
without its triggers: `install` runs after every `migrate`.
"""

from django.db.backends.utils import CursorWrapper

from coworking.database.triggers import register_deferrable

POSITION = "instr"
_DELETE = (
    "INSERT INTO spaces_index(spaces_index, rowid, search_text) VALUES ('delete', old.id, old.search_text);"
)
_INSERT = "INSERT INTO spaces_index(rowid, search_text) VALUES (new.id, new.search_text);"
_INSTALL = (
    """CREATE VIRTUAL TABLE IF NOT EXISTS spaces_index USING fts5(
        search_text, content='spaces_space', content_rowid='id', detail=none, columnsize=0,
        tokenize="ascii tokenchars '=#:_'")""",
    f"CREATE TRIGGER IF NOT EXISTS spaces_index_insert AFTER INSERT ON spaces_space BEGIN {_INSERT} END",
    f"CREATE TRIGGER IF NOT EXISTS spaces_index_delete AFTER DELETE ON spaces_space BEGIN {_DELETE} END",
    f"""CREATE TRIGGER IF NOT EXISTS spaces_index_update AFTER UPDATE OF search_text ON spaces_space
        WHEN old.search_text <> new.search_text BEGIN {_DELETE} {_INSERT} END""",
)
# For bulk inserts: FTS5 writes to its file whenever a statement begins that may have to be rolled back.
_INSERT_AFTER = """INSERT INTO spaces_index(rowid, search_text)
    SELECT id, search_text FROM spaces_space WHERE id > %s"""
register_deferrable("spaces_index_insert", lambda cursor, table, last: cursor.execute(_INSERT_AFTER, [last]))


def install(cursor: CursorWrapper) -> None:
    cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'spaces_index_%'")
    was_installed = cursor.fetchone()[0] == len(_INSTALL) - 1
    for statement in _INSTALL:
        cursor.execute(statement)
    if not was_installed:
        rebuild(cursor)


def rebuild(cursor: CursorWrapper) -> None:
    cursor.execute("INSERT INTO spaces_index(spaces_index) VALUES ('rebuild')")


def count_terms(cursor: CursorWrapper) -> dict[str, int]:
    cursor.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.spaces_words USING fts5vocab(main, spaces_index, row)"
    )
    cursor.execute("SELECT term, doc FROM temp.spaces_words")
    return dict(cursor.fetchall())


def condition(pk: str) -> str:
    return f"{pk} IN (SELECT rowid FROM spaces_index WHERE spaces_index MATCH %s)"


def format_query(
    groups: tuple[tuple[str, ...], ...], excluded: tuple[tuple[tuple[str, ...], ...], ...] = ()
) -> str:
    """Return, for example, '(("a" OR "b") AND ("c")) NOT (("d"))'."""
    return " NOT ".join(f"({_conjunction(each)})" for each in (groups, *excluded))


def _conjunction(groups: tuple[tuple[str, ...], ...]) -> str:
    return " AND ".join("(" + " OR ".join(f'"{term}"' for term in group) + ")" for group in groups)
