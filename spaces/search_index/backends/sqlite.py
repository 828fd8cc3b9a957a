"""The index on SQLite: an FTS5 table over the column, kept by triggers (https://www.sqlite.org/fts5.html).

Words come folded, so nothing but blanks parts them. Altering a table in SQLite makes it anew, without its
triggers: `install` runs after every `migrate`.
"""

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
# For many new rows: FTS5 writes to its file whenever a statement begins that may have to be taken back.
_INSERT_AFTER = """INSERT INTO spaces_index(rowid, search_text)
    SELECT id, search_text FROM spaces_space WHERE id > %s"""
register_deferrable("spaces_index_insert", lambda cursor, last: cursor.execute(_INSERT_AFTER, [last]))


def install(cursor) -> None:
    cursor.execute("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'spaces_index_%'")
    was_kept = cursor.fetchone()[0] == len(_INSTALL) - 1
    for statement in _INSTALL:
        cursor.execute(statement)
    if not was_kept:
        rebuild(cursor)


def rebuild(cursor) -> None:
    cursor.execute("INSERT INTO spaces_index(spaces_index) VALUES ('rebuild')")


def counts(cursor) -> dict[str, int]:
    cursor.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.spaces_words USING fts5vocab(main, spaces_index, row)"
    )
    cursor.execute("SELECT term, doc FROM temp.spaces_words")
    return dict(cursor)


def condition(pk: str) -> str:
    return f"{pk} IN (SELECT rowid FROM spaces_index WHERE spaces_index MATCH %s)"


def write(groups, never=()) -> str:
    """(("a" OR "b") AND "c") NOT ("d")."""
    return " NOT ".join(f"({_all(own)})" for own in (groups, *never))


def _all(groups) -> str:
    return " AND ".join("(" + " OR ".join(f'"{word}"' for word in group) + ")" for group in groups)
