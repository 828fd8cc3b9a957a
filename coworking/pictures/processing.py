"""Process uploaded photos, one at a time on a machine, and store their files.

A picture of 200 kB may decode to 200 MB, so all ways in come through `process`: it decodes in a child process
with limited memory (`render.py`), and only one child runs at a time, whichever worker started it.
"""

import base64
import json
import logging
import secrets
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import Storage, default_storage
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from filelock import FileLock, Timeout

logger = logging.getLogger(__name__)

MAX_BYTES = 10 * 1024 * 1024
WIDTHS = (240, 640, 1280)  # for a card, a phone and a wide screen
SUFFIX = {"WEBP": ".webp", "AVIF": ".avif"}
WAIT_SECONDS = 10  # for the photos of others
RENDER_SECONDS = 25  # on a busy machine; most need one or two

# A worker has four threads; those that wait with a photo must leave some for pages.
_places = threading.BoundedSemaphore(2)

# By the reasons of `render.Refused`.
MESSAGES = {
    "unknown": gettext_lazy("This is no picture in JPEG, PNG, WebP, AVIF or HEIC."),
    "broken": gettext_lazy("The picture is broken or incomplete."),
    "small": gettext_lazy("The picture is too small."),
    "animated": gettext_lazy("The picture moves. Choose one that stands still."),
    "pixels": gettext_lazy(
        "The picture has more than %(most)s million pixels, the most for %(format)s. "
        "Make it smaller, or save it as a JPEG."
    ),
    "memory": gettext_lazy(
        "The picture needs too much memory. Make it smaller, or save it as a JPEG and send that."
    ),
}


TOO_MANY = gettext_lazy(
    "That were many photos at once. What you wrote is kept: choose the photo again in a minute."
)


class Busy(ValidationError):
    """Other photos are being processed, for longer than `WAIT_SECONDS`."""

    def __init__(self) -> None:
        super().__init__(
            _("Other photos are being processed. What you wrote is kept: choose the photo again in a minute.")
        )


@dataclass(frozen=True)
class Shape:
    """What is made of an uploaded picture: the greatest widths, the formats, whether it stays transparent."""

    widths: tuple[int, ...]
    formats: tuple[str, ...] = ("WEBP", "AVIF")
    is_transparent: bool = False


@dataclass(frozen=True)
class Rendition:
    """One size of a photo in one format, as bytes."""

    width: int
    height: int
    format: str
    content: bytes


@dataclass(frozen=True)
class Processed:
    """A photo ready to be stored: the size of the largest rendition, and all renditions, smallest first."""

    width: int
    height: int
    renditions: list[Rendition]


def process(file: IO[bytes], shape: Shape | None = None) -> Processed:
    """Return the renditions of an uploaded file, by default those of a photo, without touching the storage.

    Raises ValidationError with a message for users, which is Busy when the file may be fine.
    """
    with _turn():
        data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise ValidationError(_("The file is larger than 10 MB."))
        answer = _render(data, shape or Shape(WIDTHS))
    if "reason" in answer:
        raise ValidationError(MESSAGES[answer["reason"]], params=answer["values"])
    renditions = [
        Rendition(**{**one, "content": base64.b64decode(one["content"])}) for one in answer["renditions"]
    ]
    return Processed(renditions[-1].width, renditions[-1].height, renditions)


@contextmanager
def _turn() -> Iterator[None]:
    """Wait until no other worker of this machine processes a photo. Raises Busy after `WAIT_SECONDS`.

    The lock is the kernel's, on an open file: it ends with the process that has it.
    """
    if not _places.acquire(blocking=False):
        raise Busy
    try:
        with FileLock(settings.VAR_DIR / "photos.lock", WAIT_SECONDS, mode=0o600):
            yield
    except Timeout as error:
        raise Busy from error
    finally:
        _places.release()


def _render(data: bytes, shape: Shape) -> dict[str, Any]:
    """Run `render.py`; return {"renditions": [...]}, or the {"reason", "values"} of a refusal."""
    mode, widths = "RGBA" if shape.is_transparent else "RGB", ",".join(map(str, shape.widths))
    command = [sys.executable, "-m", "coworking.pictures.render", mode, ",".join(shape.formats), widths]
    try:
        done = subprocess.run(
            command, input=data, capture_output=True, timeout=RENDER_SECONDS, cwd=settings.BASE_DIR
        )
    except subprocess.TimeoutExpired:
        logger.warning("A photo of %d bytes was given up after %d seconds.", len(data), RENDER_SECONDS)
        return {"reason": "memory", "values": {}}
    if done.returncode:
        # A decoder that hits a limit of the kernel's, or a fault of its own.
        logger.warning("A photo ended its process (%d): %s", done.returncode, done.stderr.decode()[-500:])
        return {"reason": "memory", "values": {}}
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def store_files(processed: Processed, storage: Storage = default_storage) -> tuple[str, list[int]]:
    """Store all renditions under a new random name; return the name of the largest WebP, and the widths.

    Raises ValidationError when the storage does not take them, as on a full disk; then no file is left.
    """
    stem = f"photos/{secrets.token_hex(8)}"
    name, widths = f"{stem}-{processed.width}.webp", sorted({one.width for one in processed.renditions})
    try:
        for one in processed.renditions:
            storage.save(f"{stem}-{one.width}{SUFFIX[one.format]}", ContentFile(one.content))
    except Exception as error:
        delete_files(name, widths, storage)
        if not isinstance(error, OSError):
            raise
        logger.exception("A photo could not be stored.")
        raise ValidationError(
            _("The server could not store the photo, perhaps because its disk is full. Try again later.")
        ) from error
    return name, widths


def file_names(name: str, widths: list[int]) -> list[str]:
    """Return the names of all files of a photo: its own and those of its renditions."""
    stem = name.rpartition("-")[0]
    return [name, *(f"{stem}-{width}{suffix}" for width in widths for suffix in SUFFIX.values())]


def delete_files(name: str, widths: list[int], storage: Storage = default_storage) -> None:
    """Delete all files of a photo."""
    for one in dict.fromkeys(file_names(name, widths)):
        storage.delete(one)
