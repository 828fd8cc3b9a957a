"""Asking the geocoder of the settings, within bounds of size and time, and not too often.

The operator chooses its URL, which may be of a private address and without TLS. It is asked directly: an
answer that redirects is an error, so nobody else can lead these requests anywhere.
"""

import json
import time
from collections.abc import Iterable
from typing import Any

import requests
import urllib3
from django.conf import settings
from django.core.cache import cache
from requests_hardened import Config, HTTPSession

from spaces.directory.models import Space
from spaces.geocoding.answers import FORMATS, Answer

MOST_BYTES = 1 << 20
PORTION_BYTES = 1 << 16
IN_REQUEST, IN_COMMAND = 3, 30  # seconds
TURN = "geocoder:turn"


class GeocoderError(Exception):
    """The geocoder gave no answer; the message says why."""


def may_ask() -> bool:
    """Take the turn to ask the geocoder, which all processes of the site share; False if it is too early."""
    pause: int = settings.GEOCODER_PAUSE_SECONDS
    # One second more: the cache in the database counts whole ones, and would end the pause early.
    return not pause or cache.add(TURN, 1, pause + 1)


def wait_to_ask() -> None:
    """Wait for the turn to ask the geocoder."""
    while not may_ask():
        time.sleep(0.1)


def answers(space: Space, seconds: int) -> list[Answer]:
    """Return what the geocoder finds for the address of a space. Raises GeocoderError.

    The caller has taken its turn. `seconds` are for the connection, for each silence, and for all of it.
    """
    form = FORMATS[settings.GEOCODER_FORMAT]
    try:
        with _session(seconds) as session:
            parameters = form.parameters(space)
            response = session.get(settings.GEOCODER_URL, params=parameters, stream=True)
            if response.status_code != requests.codes.ok:
                raise GeocoderError(f"it answered {response.status_code} {response.reason}")
            return list(form.read(_parsed(_portions(response, seconds))))
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        raise GeocoderError(f"it cannot be asked: {error}") from None


def _session(seconds: int) -> HTTPSession:
    config = Config(
        ip_filter_enable=False,
        ip_filter_allow_loopback_ips=True,
        never_redirect=True,
        default_timeout=(seconds, seconds),
        user_agent_override=f"coworking-directory (+{settings.SITE_URL})",
    )
    return HTTPSession(config)


def _portions(response: requests.Response, seconds: int) -> Iterable[bytes]:
    """Yield the body of an answer as it comes, within its bounds."""
    ends, size = time.monotonic() + seconds, 0
    while portion := response.raw.read1(PORTION_BYTES, decode_content=True):
        size += len(portion)
        if size > MOST_BYTES:
            raise GeocoderError(f"its answer is larger than {MOST_BYTES >> 20} MB")
        if time.monotonic() > ends:
            raise GeocoderError(f"it took longer than {seconds} seconds")
        yield portion


def _parsed(portions: Iterable[bytes]) -> Any:
    try:
        return json.loads(b"".join(portions))
    except (ValueError, RecursionError):
        raise GeocoderError("its answer is not JSON") from None
