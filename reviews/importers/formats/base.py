"""What a format of comments is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from reviews.importers.record import CommentRecord

Note = Callable[[str, str], object]  # lists what was not understood: (the record it is about, what)


def report_repairs(note: Note) -> Callable[[int], object]:
    """What `elements` calls with the number of repairs of an XML file: it reports them."""
    what = "repairs of what XML does not allow: control characters are left out, ]]> is text"
    return lambda count: note("the file", f"{count} {what}")


@dataclass(frozen=True)
class CommentFile:
    """What a file is recognised by: its root element if it is XML, the start of its text, and its columns."""

    root: str = ""
    text: str = ""
    columns: frozenset[str] = frozenset()


@dataclass(frozen=True)
class CommentFormat:
    """An export of comments: how it is called, recognised and read.

    - `key` is the choice of `import_comments --format`, `summary` describes it in the command's help.
    - `recognises` says whether a file is of this format.
    - `read` yields the comments of a file in bounded memory, and calls its second argument (`Note`) with what
      it does not use.
    - `read_source` returns the name or URL of the site that the file came from, or "".

    Both raise UnreadableFile, `read` also on the way.
    """

    key: str
    summary: str
    recognises: Callable[[CommentFile], bool]
    read: Callable[[Path, Note], Iterator[CommentRecord]]
    read_source: Callable[[Path], str]
