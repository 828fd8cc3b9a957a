"""The registry of comment formats: to add one, write its module in `formats/` and list it here.

The command import_comments and the test of docs/comments.md read this list.
"""

import codecs
from pathlib import Path

from coworking.files.errors import UnreadableFile
from coworking.files.opening import START_BYTES
from coworking.files.xml_stream import local_name, root_tag
from reviews.importers.formats import commento, disqus, geodirectory, isso, wxr
from reviews.importers.formats.base import CommentFile, CommentFormat
from spaces.importers.files import FileStart

AUTO = "auto"
FORMATS: tuple[CommentFormat, ...] = (
    wxr.FORMAT,
    disqus.FORMAT,
    isso.FORMAT,
    commento.FORMAT,
    geodirectory.FORMAT,
)
UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\0", b"\0<")


def detect_format(path: Path, requested: str = AUTO) -> CommentFormat:
    """The format of a file. Raises UnreadableFile when there is none, or when it is not the requested one."""
    file = _describe(path)
    found = next((one for one in FORMATS if one.recognises(file)), None)
    if requested not in (AUTO, found.key if found else None):
        raise UnreadableFile(f"this is no {requested} file")
    if found is None:
        known = "a WordPress export (WXR), a Disqus export, JSON of Isso or Commento"
        raise UnreadableFile(f"it is none of these: {known}, a CSV of GeoDirectory's reviews")
    return found


def _describe(path: Path) -> CommentFile:
    """What a file is recognised by. Raises UnreadableFile when it is empty or looks like XML and is none."""
    text = ""
    with path.open("rb") as file:
        while not text:
            start = file.read(START_BYTES)
            if not start:
                raise UnreadableFile("it is empty")
            text = start.decode("utf-8", errors="replace").lstrip("\ufeff \t\r\n")
    if text.startswith(("[", "{")):
        return CommentFile(text=text)
    if text.startswith("<") or start.startswith(UTF16):
        return CommentFile(root=local_name(root_tag(path)), text=text)
    return CommentFile(text=text, columns=frozenset(name.lower() for name in FileStart(text).columns))
