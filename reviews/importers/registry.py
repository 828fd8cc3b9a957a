"""The registry of comment formats: to add one, write its module in `formats/` and list it here.

The command import_comments and the test of docs/comments.md read this list.
"""

from pathlib import Path

from coworking.files.errors import UnreadableFile
from coworking.files.xml_stream import local_name, root_tag
from reviews.importers.formats import disqus, wxr
from reviews.importers.formats.base import CommentFormat

AUTO = "auto"
FORMATS: tuple[CommentFormat, ...] = (wxr.FORMAT, disqus.FORMAT)


def detect_format(path: Path, requested: str = AUTO) -> CommentFormat:
    """The format of a file. Raises UnreadableFile when there is none, or when it is not the requested one."""
    root = local_name(root_tag(path))
    found = next((one for one in FORMATS if one.root == root), None)
    if requested not in (AUTO, found.key if found else None):
        raise UnreadableFile(f"this is no {requested} file")
    if found is None:
        raise UnreadableFile("it is neither a WordPress export (WXR) nor a Disqus export")
    return found
