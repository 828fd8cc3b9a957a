"""Opening a file from elsewhere, in any encoding that a spreadsheet writes."""

import codecs
import io
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

PIECE_BYTES = 1 << 20
START_BYTES = 65_536
UTF16_BOMS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# A byte beyond ASCII after a small one of ASCII: in the right encoding it is a small one, or ends a word.
_IN_WORD_BYTES = re.compile(rb"(?<=[a-z])[\x80-\xff]")
_IN_WORDS = frozenset("éèêëàâäáãåçîïíìñôöóòõøùûüúýÿßæœ’”»…")
ENCODING_LABELS = {"cp1252": "Windows-1252", "mac_roman": "Mac Roman"}


@dataclass(frozen=True)
class Encoding:
    """The encoding of a text file: the codec, and what to say of it ("" of UTF-8 and UTF-16)."""

    codec: str
    note: str = ""


def open_text(path: Path, codec: str) -> IO[str]:
    """The text of a file, its line ends unchanged; what the codec lacks becomes U+FFFD."""
    return io.TextIOWrapper(path.open("rb"), encoding=codec, newline="", errors="replace")


def open_utf8(path: Path) -> IO[bytes]:
    """The content of a file without a byte order mark, and in UTF-8 if it was in UTF-16."""
    file = path.open("rb")
    start = file.peek(3)[:3]
    if start.startswith(UTF16_BOMS):
        return io.BufferedReader(_Recoded(io.TextIOWrapper(file, encoding="utf-16", errors="replace")))
    if start == codecs.BOM_UTF8:
        file.read(3)
    return file


def find_encoding(path: Path) -> Encoding:
    """The encoding of a text file: UTF-8, UTF-16, Windows-1252 or Mac Roman.

    charset-normalizer was tried: it takes French in Windows-1252 for cp1250, which has no "ã" and no "õ".
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        piece = file.read(PIECE_BYTES)
        utf16 = utf16_codec(piece[:START_BYTES])
        if utf16:
            return Encoding(utf16)
        try:
            while piece:
                decoder.decode(piece)
                piece = file.read(PIECE_BYTES)
        except UnicodeDecodeError:
            return _eight_bit_encoding(path)
    return Encoding("utf-8-sig")


def utf16_codec(start: bytes) -> str:
    """The codec of a file in UTF-16, by its mark or by the zero bytes of ASCII; "" for any other."""
    if start.startswith(UTF16_BOMS):
        return "utf-16"
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if min(even, odd) == 0 and max(even, odd) > len(start) // 4:
        return "utf-16-le" if odd else "utf-16-be"
    return ""


def _eight_bit_encoding(path: Path) -> Encoding:
    """The encoding in which the bytes inside of words belong there; else Windows-1252, with a doubt."""
    counts: Counter[bytes] = Counter()
    with path.open("rb") as file:
        while piece := file.read(PIECE_BYTES):
            counts.update(_IN_WORD_BYTES.findall(piece))
    total = max(sum(counts.values()), 1)
    shares = {
        codec: sum(
            count for byte, count in counts.items() if byte.decode(codec, errors="replace") in _IN_WORDS
        )
        / total
        for codec in ENCODING_LABELS
    }
    codec = "mac_roman" if shares["mac_roman"] > shares["cp1252"] else "cp1252"
    is_certain = shares[codec] > 0.95 and min(shares.values()) < 0.5
    line, text = _first_odd_line(path, codec)
    message = (
        _("the file is not UTF-8: it was read as %(encoding)s. Line %(line)s: “%(text)s”")
        if is_certain
        else _(
            "the file is not UTF-8. It was read as %(encoding)s, but may be something else: save it as "
            "UTF-8. Line %(line)s: “%(text)s”"
        )
    )
    return Encoding(codec, message % {"encoding": ENCODING_LABELS[codec], "line": line, "text": text})


def _first_odd_line(path: Path, codec: str) -> tuple[int, str]:
    """(number, text) of the first line that is not ASCII."""
    number = 1
    with path.open("rb") as file:
        while part := file.readline(START_BYTES):
            if not part.isascii():
                return number, " ".join(part.decode(codec, errors="replace").split())[:80]
            number += part.endswith(b"\n")
    return number, ""


class _Recoded(io.RawIOBase):
    """A text as UTF-8."""

    def __init__(self, text: IO[str]) -> None:
        self._text, self._rest = text, b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._rest = self._rest or self._text.read(PIECE_BYTES).encode()
        piece, self._rest = self._rest[: len(buffer)], self._rest[len(buffer) :]
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._text.close()
        super().close()
