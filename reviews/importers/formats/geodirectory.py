"""The CSV of reviews of GeoDirectory, a plugin of WordPress: columns of its comments, and their stars.

It names posts by id only. With `--source` of the WordPress export that was imported before, the reviews
belong to the threads of those posts, and their stars to the comments that were imported without.
"""

from collections.abc import Iterator
from pathlib import Path

from reviews.importers.formats.base import CommentFile, CommentFormat, Note
from reviews.importers.formats.wxr import STATES
from reviews.importers.html import plain_text
from reviews.importers.record import MAX_REF_LENGTH, CommentRecord, Page, date, rating
from spaces.importers.tables.csv_file import csv_rows

COLUMNS = {"comment_id", "comment_post_id", "comment_content"}


def read(path: Path, note: Note) -> Iterator[CommentRecord]:
    """The reviews of a file, in its order."""
    for line, row in csv_rows(path, lowercase_header=True):
        yield _record({key: value.strip() for key, value in row.items()}, f"line {line}", note)


def read_source(path: Path) -> str:
    """ "": the file does not name its site."""
    return ""


def _record(row: dict[str, str], line: str, note: Note) -> CommentRecord:
    stars = row.get("rating", "")
    if stars and rating(stars) is None:
        note(line, f"its rating {stars[:100]} is not used")
    state, user, parent = (row.get(key, "") for key in ("comment_approved", "user_id", "comment_parent"))
    return CommentRecord(
        ref=row.get("comment_id", "")[:MAX_REF_LENGTH],
        page=Page(row.get("comment_post_id") or "?"),
        text=plain_text(row.get("comment_content", "")),
        name=plain_text(row.get("comment_author", "")),
        email=row.get("comment_author_email", ""),
        account="" if user == "0" else user,
        url=row.get("comment_author_url", ""),
        posted_at=date(row.get("comment_date", "")),
        parent="" if parent == "0" else parent[:MAX_REF_LENGTH],
        state=STATES.get(state, state),
        rating=rating(stars),
    )


def _recognises(file: CommentFile) -> bool:
    return file.columns >= COLUMNS


FORMAT = CommentFormat(
    key="geodirectory",
    summary="the CSV of GeoDirectory's reviews",
    recognises=_recognises,
    read=read,
    read_source=read_source,
)
