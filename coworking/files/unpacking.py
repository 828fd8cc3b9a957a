"""Files packed with gzip, or as Parquet: unpacked to a temporary file, within a bound."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from django.utils.translation import gettext as _

from coworking.files import parquet
from coworking.files.errors import UnreadableFile

GZIP = b"\x1f\x8b"
PORTION_BYTES = 1 << 20
# Exports are packed to a tenth; a file made to fill a disk is packed to a thousandth.
MAX_RATIO = 100
MIN_BOUND_BYTES = 16 << 20


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """The file itself, or a temporary file with what is packed in it, which is deleted afterwards.

    Parquet becomes JSON.

    Raises UnreadableFile when it cannot be opened or unpacked, or becomes more than MAX_RATIO times as long.
    """
    try:
        with path.open("rb") as file:
            start = file.read(max(len(GZIP), len(parquet.MAGIC)))
    except OSError as error:
        raise UnreadableFile(_("cannot be opened: %(why)s") % {"why": error.strerror}) from error
    unpack = _unpack if start.startswith(GZIP) else parquet.write_json if start == parquet.MAGIC else None
    if not unpack:
        yield path
        return
    with NamedTemporaryFile() as file:
        unpack(path, file)
        yield Path(file.name)


def _unpack(path: Path, file: IO[bytes]) -> None:
    most = max(path.stat().st_size * MAX_RATIO, MIN_BOUND_BYTES)
    size = 0
    try:
        with gzip.open(path) as packed:
            while portion := packed.read(PORTION_BYTES):
                size += len(portion)
                if size > most:
                    message = _("unpacked, it is more than %(count)s times as long")
                    raise UnreadableFile(message % {"count": MAX_RATIO})
                file.write(portion)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise UnreadableFile(_("it is packed with gzip, and broken or cut off")) from error
    file.flush()
