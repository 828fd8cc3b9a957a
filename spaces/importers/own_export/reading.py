"""The documents of an export: of JSON lines, or of the files in a zip, whose parts of a space are joined."""

import heapq
import json
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from coworking.files.errors import UnreadableFile
from spaces.importers.own_export.documents import FORMAT, Document, merge

MAX_LINE_BYTES = 16 << 20  # a space with all that was ever stated of it
# What is raised of a document that has not the parts of one of ours.
DAMAGED = (KeyError, TypeError, ValueError, AttributeError, ArithmeticError)
_START = b'"format": "' + FORMAT.encode() + b'"'


def is_own_export(path: Path) -> bool:
    """Whether the file is a zip or JSON lines as export_spaces writes them."""
    try:
        if zipfile.is_zipfile(path):
            with zipfile.ZipFile(path) as archive:
                return bool(_members(archive))
        with path.open("rb") as file:
            return _START in file.read(200)
    except (OSError, zipfile.BadZipFile):
        return False


def read_documents(path: Path) -> Iterator[Document]:
    """The documents of a file one by one, in bounded memory. Raises UnreadableFile."""
    with ExitStack() as stack:
        try:
            if zipfile.is_zipfile(path):
                archive = stack.enter_context(zipfile.ZipFile(path))
                files: list[IO[bytes]] = [stack.enter_context(archive.open(one)) for one in _members(archive)]
            else:
                files = [stack.enter_context(path.open("rb"))]
            # The parts of a space have one number, in every file of a zip.
            parts = heapq.merge(*map(_documents, files), key=lambda document: document.get("number", 0))
            if len(files) == 1:
                yield from (_merged([part]) for part in parts)
                return
            for _number, group in groupby(parts, key=lambda document: document.get("number", 0)):
                yield _merged(list(group))
        except (OSError, zipfile.BadZipFile) as error:
            raise UnreadableFile(_("it is damaged or cut off")) from error


def _merged(parts: list[Document]) -> Document:
    try:
        return merge(parts)
    except DAMAGED as error:
        message = _("a space is not as export_spaces writes it: %(why)s")
        raise UnreadableFile(message % {"why": repr(error)[:200]}) from error


def _members(archive: zipfile.ZipFile) -> list[str]:
    return sorted(name for name in archive.namelist() if name.endswith("/spaces.jsonl"))


def _documents(file: IO[bytes]) -> Iterator[Document]:
    number = 0
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) > MAX_LINE_BYTES:
            message = _("line %(line)s is longer than %(size)s MB")
            raise UnreadableFile(message % {"line": number, "size": MAX_LINE_BYTES >> 20})
        try:
            document = json.loads(line)
        except (ValueError, RecursionError):
            document = None
        is_ours = isinstance(document, dict) and document.get("format") == FORMAT
        if not is_ours or not isinstance(document.get("number", 0), int):
            message = _("line %(line)s is not a space as export_spaces writes it")
            raise UnreadableFile(message % {"line": number})
        yield document
