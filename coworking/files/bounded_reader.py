"""A file from elsewhere, given to a streaming parser in bounded portions."""

from typing import Protocol

from django.utils.translation import gettext as _

from coworking.files.errors import UnreadableFile

# The longest text or tag that a parser may collect. Attributes take 55 times their size in memory.
MAX_PIECE_BYTES = 4 << 20
# expat reads an unfinished tag again with each portion: with 16 KB portions, 30 MB took 25 s.
PORTION_BYTES = 256 << 10


class Readable(Protocol):
    """What a binary file, or what stands in for one, can do."""

    def read(self, size: int, /) -> bytes:
        """The next bytes, b"" at the end."""


class BoundedReader:
    """A binary file that refuses to go on when a parser finds nothing in MAX_PIECE_BYTES.

    Whoever iterates over the parser's events calls `found` at each. `read` raises UnreadableFile.
    """

    def __init__(self, file: Readable) -> None:
        self._file = file
        self._unparsed = 0

    def found(self) -> None:
        """Note that the parser found something: what it collected so far is used."""
        self._unparsed = 0

    def read(self, size: int = -1) -> bytes:
        """The next portion, whatever size the parser asks for (except 0, by which ijson tests a file)."""
        if size == 0:
            return b""
        if self._unparsed > MAX_PIECE_BYTES:
            raise UnreadableFile(
                _("one text or tag in it is longer than %(size)s MB") % {"size": MAX_PIECE_BYTES >> 20}
            )
        portion = self._file.read(PORTION_BYTES)
        self._unparsed += len(portion)
        return portion
