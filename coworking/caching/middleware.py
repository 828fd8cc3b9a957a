"""Whole pages, kept for readers without cookies, and never older than what they show.

The key holds the data version (`coworking.caching.data_version`), read before a page is computed: after any
change the page is computed anew, for everybody, whatever process or machine answers. Time passes too
("open until 18:00"), so nothing is kept longer than PAGE_CACHE_SECONDS. A member's page is neither taken from
here nor put here, nor is anything that sets a cookie; both are marked `private`, so that no cache on the way
keeps them.

Django's own `UpdateCacheMiddleware` was not taken: it knows no data version, and looks twice for every page.
"""

import hashlib
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.cache import caches
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import re_accepts_gzip
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers

from coworking.caching import data_version, memoize

log = logging.getLogger(__name__)
MAX_BYTES = 256_000  # bytes; a site map of 50,000 addresses is made anew
SAFE_METHODS = {"GET", "HEAD"}
VARY_ON = ("Cookie", "HX-Request", "Accept-Encoding")
COVERED = {*(name.lower() for name in VARY_ON), "accept-language"}
FRESH_COOKIE = "fresh"  # who changed something carries this cookie for a moment, signed in or not
BY_LANGUAGE = "by language"  # stands in the place of a page that differs with Accept-Language
Handler = Callable[[HttpRequest], HttpResponseBase]


@dataclass(frozen=True)
class CachedPage:
    """A page as it was sent, and when it was made (seconds of the epoch)."""

    headers: list[tuple[str, str]]
    body: bytes
    made_at: float

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        """The page again, or 304 when the reader has it already."""
        headers = dict(self.headers)
        left = max(0, int(settings.PAGE_CACHE_SECONDS - (time.time() - self.made_at)))
        headers["Cache-Control"] = shared_cache_control(left)
        response = HttpResponse(b"" if request.method == "HEAD" else self.body, headers=headers)
        return conditional(request, response)


class PageCacheMiddleware:
    """Stands before whatever makes, packs or personalises a page."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in SAFE_METHODS:
            return mark_fresh(self.get_response(request))
        if is_personal(request) or not settings.PAGE_CACHE_SECONDS:
            return mark_private(self.get_response(request))
        try:
            key = page_key(request)
        except DatabaseError as error:  # not migrated yet, or a replica that just went
            log.warning("The data version cannot be read (%s): no page is kept.", type(error).__name__)
            return mark_private(self.get_response(request))
        kept = caches["pages"].get(key)
        if kept == BY_LANGUAGE:
            kept = caches["pages"].get(language_key(key, request))
        return kept.answer(request) if kept else self._make(request, key)

    def _make(self, request: HttpRequest, key: str) -> HttpResponseBase:
        made_at, known = time.time(), request.META.pop("HTTP_IF_NONE_MATCH", None)
        response = self.get_response(request)  # whole, so that it can be kept
        if known is not None:
            request.META["HTTP_IF_NONE_MATCH"] = known
        if not is_public(response):
            return mark_private(response)
        if response.has_header("Cache-Control") or not response.has_header("ETag"):
            return response  # a file with a lifetime of its own; an empty answer
        assert isinstance(response, HttpResponse)
        patch_vary_headers(response, VARY_ON)
        response["Cache-Control"] = shared_cache_control(settings.PAGE_CACHE_SECONDS)
        if request.method == "GET" and len(response.content) <= MAX_BYTES:
            store_page(request, key, CachedPage(list(response.items()), response.content, made_at))
        return conditional(request, response)


def conditional(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """The answer, or 304 when the reader has it already."""
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def shared_cache_control(seconds: int) -> str:
    """Browsers ask again every time (and get a 304); caches for many readers keep it for a moment."""
    return f"public, max-age=0, s-maxage={seconds}"


def is_personal(request: HttpRequest) -> bool:
    """Whether this reader may see something that others do not."""
    personal = (settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, "messages", FRESH_COOKIE)
    return any(name in request.COOKIES for name in personal) or "Authorization" in request.headers


def is_public(response: HttpResponseBase) -> bool:
    """Whether everybody without cookies would get the same answer."""
    vary = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    plain = response.status_code == 200 and not response.streaming and not response.cookies
    limits = response.get("Cache-Control", "")
    return (
        plain and vary <= COVERED and not any(word in limits for word in ("private", "no-store", "no-cache"))
    )


def mark_private(response: HttpResponseBase) -> HttpResponseBase:
    """Only for this reader, who asks again each time; what has a lifetime of its own keeps it."""
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, private=True, no_cache=True)
        patch_vary_headers(response, VARY_ON[:2])
    return response


def mark_fresh(response: HttpResponseBase) -> HttpResponseBase:
    """Whoever sent something sees the pages as they are now, past any cache on the way."""
    if settings.PAGE_CACHE_SECONDS:
        response.set_cookie(
            FRESH_COOKIE,
            "1",
            max_age=settings.PAGE_CACHE_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=settings.HTTPS,
        )
    return mark_private(response)


def page_key(request: HttpRequest) -> str:
    """All that a page depends on, Accept-Language apart: the data, the files of its look, and the request."""
    version = memoize.request_version()  # as everything in this request takes it
    parts = (
        str(data_version.current() if version is None else version),
        getattr(staticfiles_storage, "manifest_hash", ""),
        request.scheme or "",
        request.META.get("HTTP_HOST", ""),
        request.headers.get("HX-Request", ""),
        str(bool(re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")))),
        request.get_full_path(),
    )
    return digest("\n".join(parts))


def language_key(key: str, request: HttpRequest) -> str:
    return digest(f"{key}\n{request.headers.get('Accept-Language', '')}")


def store_page(request: HttpRequest, key: str, page: CachedPage) -> None:
    """Remember a page until its time is over."""
    vary = dict(page.headers).get("Vary", "").lower()
    if "accept-language" in vary:
        caches["pages"].set(key, BY_LANGUAGE, settings.PAGE_CACHE_SECONDS)
        key = language_key(key, request)
    caches["pages"].set(key, page, settings.PAGE_CACHE_SECONDS)


def digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
