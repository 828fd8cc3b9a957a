"""What makes a parser refuse a whole XML file although its text is clear, repaired in each portion of it.

Old exports have blank lines before "<?xml", control characters, and texts that contain "]]>".
"""

import codecs
import re
from typing import IO

_BLANK = re.compile(rb"(?:\xef\xbb\xbf|[ \t\r\n])*")
_CONTROLS = bytes(number for number in range(32) if number not in b"\t\n\r")
_SECTION = re.compile(rb"<!\[CDATA\[|\]\]>")
_UNFINISHED = tuple(token[:end] for token in (b"<![CDATA[", b"]]>") for end in range(len(token) - 1, 0, -1))
_UTF16 = {
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\0": "utf-16-le",
    b"\0<": "utf-16-be",
}


class RepairedXml:
    """A binary file as a parser can read it.

    `encoding` is what the parser must take it for, None where the file itself says it. `repairs` counts the
    control characters that were left out, and each "]]>" outside of a CDATA section, which became text.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.repairs = 0
        self._is_start = True
        self._in_section = False
        self._unfinished = b""
        name = _UTF16.get(file.read(2))
        file.seek(0)
        self._decoder = codecs.getincrementaldecoder(name)() if name else None
        self.encoding = "utf-8" if name else None

    def read(self, size: int) -> bytes:
        """About `size` bytes, b"" at the end of the file."""
        while portion := self._file.read(size):
            if repaired := self._repair(portion):
                return repaired
        rest, self._unfinished = self._unfinished, b""
        return rest

    def _repair(self, portion: bytes) -> bytes:
        if self._decoder:
            portion = self._decoder.decode(portion).encode()
        clean = portion.translate(None, _CONTROLS)
        self.repairs += len(portion) - len(clean)
        if self._is_start:
            clean = self._without_blank_start(clean)
        data = self._unfinished + clean
        self._unfinished = next((part for part in _UNFINISHED if data.endswith(part)), b"")
        return _SECTION.sub(self._check_section, data[: len(data) - len(self._unfinished)])

    def _without_blank_start(self, data: bytes) -> bytes:
        blank = _BLANK.match(data)[0]  # type: ignore[index]
        self._is_start = len(blank) == len(data)
        bom = codecs.BOM_UTF8 if codecs.BOM_UTF8 in blank and not self._decoder else b""
        return b"" if self._is_start else bom + data[len(blank) :]

    def _check_section(self, token: re.Match[bytes]) -> bytes:
        if token[0] != b"]]>":
            self._in_section = True
        elif self._in_section:
            self._in_section = False
        else:
            self.repairs += 1
            return b"]]&gt;"
        return token[0]
