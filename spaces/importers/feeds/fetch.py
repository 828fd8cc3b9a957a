"""Fetching the file of a feed, within bounds of size and time, and only from public addresses.

Requests Hardened connects to the very address that it has checked, so a name that resolves to another one a
moment later leads nowhere else. Redirects pass the same check, and lead to https only.
"""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

import requests
import urllib3
from django.conf import settings
from django.utils.translation import gettext as _
from requests_hardened import Config, HTTPSession
from requests_hardened.ip_filter import InvalidIPAddress

from spaces.importers.feeds.models import Feed, FeedReading, feed_path

PORTION_BYTES = 1 << 16
MOST_REDIRECTS = 5
CONNECT_SECONDS, SILENT_SECONDS = 10, 30  # to connect, and between two portions


class FetchError(Exception):
    """The file cannot be had; the message for the staff says why."""


@dataclass(frozen=True)
class Bounds:
    """What a file may cost."""

    megabytes: int
    seconds: int


IN_COMMAND = Bounds(200, 600)
IN_REQUEST = Bounds(10, 20)


@dataclass(frozen=True)
class FeedFile:
    """A fetched file, with the headers of its server."""

    path: Path
    digest: str
    etag: str = ""
    last_modified: str = ""


@contextmanager
def fetched(feed: Feed, bounds: Bounds, last: FeedReading | None) -> Iterator[FeedFile | None]:
    """The file of a feed, which is deleted afterwards; None if it is the one that `last` has read.

    Raises FetchError.
    """
    if not feed.is_url:
        yield _local_file(feed.location, bounds)
        return
    with NamedTemporaryFile() as file:
        yield _download(feed.location, bounds, last, file)


def _local_file(location: str, bounds: Bounds) -> FeedFile:
    try:
        path = feed_path(location)
        if path.stat().st_size > bounds.megabytes << 20:
            raise FetchError(_too_large(bounds))
        with path.open("rb") as file:
            return FeedFile(path, hashlib.file_digest(file, "sha256").hexdigest())
    except ValueError:
        raise FetchError(_("this file is not in the folder of feeds")) from None
    except OSError as error:
        raise FetchError(_("cannot be opened: %(why)s") % {"why": error.strerror}) from None


def _download(url: str, bounds: Bounds, last: FeedReading | None, file: IO[bytes]) -> FeedFile | None:
    try:
        with _session() as session:
            response = session.get(url, headers=_conditions(last), stream=True)
            if response.status_code == requests.codes.not_modified and last:
                return None
            if response.status_code != requests.codes.ok:
                message = _("the server answered %(code)s %(reason)s")
                raise FetchError(message % {"code": response.status_code, "reason": response.reason})
            digest = _copy(response, bounds, file)
    except InvalidIPAddress:
        raise FetchError(_("its address is not public")) from None
    except requests.exceptions.TooManyRedirects:
        raise FetchError(_("it redirects more than %(count)s times") % {"count": MOST_REDIRECTS}) from None
    except requests.exceptions.InvalidSchema:
        raise FetchError(_("it redirects to a URL without https")) from None
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        raise FetchError(_("cannot be fetched: %(why)s") % {"why": _why(error)}) from None
    etag, last_modified = (response.headers.get(name, "") for name in ("ETag", "Last-Modified"))
    return FeedFile(Path(file.name), digest, etag[:300], last_modified[:100])


def _session() -> HTTPSession:
    config = Config(
        ip_filter_enable=True,
        ip_filter_allow_loopback_ips=settings.FEEDS_FROM_THIS_MACHINE,
        never_redirect=False,
        default_timeout=(CONNECT_SECONDS, SILENT_SECONDS),
        user_agent_override=f"coworking-directory (+{settings.SITE_URL})",
    )
    session = HTTPSession(config)
    session.max_redirects = MOST_REDIRECTS
    del session.adapters["http://"]
    return session


def _conditions(last: FeedReading | None) -> dict[str, str]:
    """The headers by which a server answers whether the file has changed."""
    if not last:
        return {}
    conditions = {"If-None-Match": last.etag, "If-Modified-Since": last.last_modified}
    return {name: value for name, value in conditions.items() if value}


def _copy(response: requests.Response, bounds: Bounds, file: IO[bytes]) -> str:
    """Write the body to a file, as it comes; return its SHA-256."""
    ends = time.monotonic() + bounds.seconds
    digest, size = hashlib.sha256(), 0
    while portion := response.raw.read1(PORTION_BYTES, decode_content=True):
        size += len(portion)
        if size > bounds.megabytes << 20:
            raise FetchError(_too_large(bounds))
        if time.monotonic() > ends:
            raise FetchError(_("it took longer than %(count)s seconds") % {"count": bounds.seconds})
        digest.update(portion)
        file.write(portion)
    file.flush()
    return digest.hexdigest()


def _too_large(bounds: Bounds) -> str:
    message = _("the file is larger than %(size)s MB") % {"size": bounds.megabytes}
    return f"{message}: {_('use manage.py run_feeds')}" if bounds == IN_REQUEST else message


def _why(error: Exception) -> str:
    """The innermost reason of an error, which has the words of the network or of TLS."""
    while reason := getattr(error, "reason", None) or next(
        (one for one in error.args if isinstance(one, Exception)), None
    ):
        if not isinstance(reason, Exception):
            break
        error = reason
    return str(error)
