"""A cache of whole pages for clients without cookies, which never serves a page that is older than its data.

With each page are stored the tables that it read (`coworking.caching.reads`), and their versions as they were
before it was computed: after any change in one of them the page is computed again, in every process and on
every machine, and one that was computed while somebody wrote is not served. Pages also depend on the time
("open until 18:00"), so none is cached for longer than PAGE_CACHE_SECONDS. A member's page is neither read
from the cache nor stored in it, nor is any response that sets a cookie; both are marked `private`, so that no
proxy stores them. So is what htmx asks for, which may be a part of a page at the page's own URL: a cache in
front of the site that does not look at `Vary` would serve it as the page.

Django's own `UpdateCacheMiddleware` was not used: it knows no data versions, and reads the cache twice per
page.
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

from coworking.caching import data_version, memoize, reads
from coworking.caching.data_version import Versions
from coworking.caching.reads import Stamp

log = logging.getLogger(__name__)
MAX_BYTES = 256_000  # larger pages are not cached; a section of the sitemap is a tenth of it, compressed
STALE_SECONDS = 10  # for which a cache in front of the site may serve a page that it is asking for again
SAFE_METHODS = {"GET", "HEAD"}
VARY_ON = ("Cookie", "Accept-Encoding")
FRAGMENT_HEADER = "HX-Request"  # of requests that may be answered with a part of a page
IN_KEY = {*(name.lower() for name in VARY_ON), "accept-language"}
FRESH_COOKIE = "fresh"  # set for a moment for clients that have changed something, signed in or not
BY_LANGUAGE = "by language"  # stored in the place of a page that varies with Accept-Language
Handler = Callable[[HttpRequest], HttpResponseBase]


@dataclass(frozen=True)
class CachedPage:
    """A page as it was sent, when it was made (seconds since the epoch), and of what."""

    headers: list[tuple[str, str]]
    body: bytes
    made_at: float
    stamp: Stamp

    def response(self, request: HttpRequest) -> HttpResponseBase:
        """The page, or 304 if the client has it already."""
        headers = dict(self.headers)
        left = max(0, int(settings.PAGE_CACHE_SECONDS - (time.time() - self.made_at)))
        headers["Cache-Control"] = shared_cache_control(left)
        response = HttpResponse(b"" if request.method == "HEAD" else self.body, headers=headers)
        return conditional(request, response)


class PageCacheMiddleware:
    """Serves and stores public pages; comes before what makes, compresses or personalises them."""

    def __init__(self, get_response: Handler):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in SAFE_METHODS:
            return mark_fresh(self.get_response(request))
        if is_personal(request) or not settings.PAGE_CACHE_SECONDS:
            return mark_private(self.get_response(request))
        try:  # the same versions that all memoised values of this request belong to
            versions = memoize.request_versions() or data_version.versions()
        except DatabaseError as error:  # not migrated yet, or a replica that has just failed
            log.warning("The data versions cannot be read (%s): no page is kept.", type(error).__name__)
            return mark_private(self.get_response(request))
        key = page_key(request)
        cached: CachedPage | str | None = caches["pages"].get(key)
        if cached == BY_LANGUAGE:
            cached = caches["pages"].get(language_key(key, request))
        if isinstance(cached, CachedPage) and reads.is_valid(cached.stamp, versions):
            return cached.response(request)
        return self._make(request, key, versions)

    def _make(self, request: HttpRequest, key: str, versions: Versions) -> HttpResponseBase:
        # Without If-None-Match, which would make it a 304: the whole page is needed to store it.
        made_at, known_etag = time.time(), request.META.pop("HTTP_IF_NONE_MATCH", None)
        with reads.noticed() as tables:
            response = self.get_response(request)
        if known_etag is not None:
            request.META["HTTP_IF_NONE_MATCH"] = known_etag
        if not is_public(response):
            return mark_private(response)
        if response.has_header("Cache-Control") or not response.has_header("ETag"):
            return response  # a file with a lifetime of its own; an empty response
        assert isinstance(response, HttpResponse)
        patch_vary_headers(response, VARY_ON)
        response["Cache-Control"] = shared_cache_control(settings.PAGE_CACHE_SECONDS)
        if request.method == "GET" and len(response.content) <= MAX_BYTES:
            stamp = reads.stamp_of(tables, versions)
            store_page(request, key, CachedPage(list(response.items()), response.content, made_at, stamp))
        return conditional(request, response)


def conditional(request: HttpRequest, response: HttpResponse) -> HttpResponseBase:
    """The response, or 304 if the client has it already."""
    return get_conditional_response(request, etag=response["ETag"], response=response) or response


def shared_cache_control(seconds: int) -> str:
    """Browsers revalidate every time (and get a 304); shared caches may serve a page for `seconds`.

    They may serve it for a few seconds more while they ask for a new one, so that no reader waits for that.
    """
    return f"public, max-age=0, s-maxage={seconds}, stale-while-revalidate={STALE_SECONDS}"


def is_personal(request: HttpRequest) -> bool:
    """Whether this request may be answered with something else than the page that others see."""
    personal = (settings.SESSION_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, "messages", FRESH_COOKIE)
    headers = ("Authorization", FRAGMENT_HEADER)
    return any(name in request.COOKIES for name in personal) or any(
        name in request.headers for name in headers
    )


def is_public(response: HttpResponseBase) -> bool:
    """Whether all clients without cookies would get the same response."""
    vary = {name.strip().lower() for name in response.get("Vary", "").split(",") if name.strip()}
    plain = response.status_code == 200 and not response.streaming and not response.cookies
    limits = response.get("Cache-Control", "")
    return (
        plain and vary <= IN_KEY and not any(name in limits for name in ("private", "no-store", "no-cache"))
    )


def mark_private(response: HttpResponseBase) -> HttpResponseBase:
    """Mark a response as being for this client only, unless it has a Cache-Control header of its own."""
    if not response.has_header("Cache-Control"):
        patch_cache_control(response, private=True, no_cache=True)
        patch_vary_headers(response, ("Cookie", FRAGMENT_HEADER))
    return response


def mark_fresh(response: HttpResponseBase) -> HttpResponseBase:
    """Let a client that has sent something see the pages as they are now, bypassing every shared cache."""
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
    """A cache key of all that a page depends on except data and Accept-Language: static files, request."""
    parts = (
        getattr(staticfiles_storage, "manifest_hash", ""),
        request.scheme or "",
        request.META.get("HTTP_HOST", ""),
        str(bool(re_accepts_gzip.search(request.headers.get("Accept-Encoding", "")))),
        request.get_full_path(),
    )
    return digest("\n".join(parts))


def language_key(key: str, request: HttpRequest) -> str:
    return digest(f"{key}\n{request.headers.get('Accept-Language', '')}")


def store_page(request: HttpRequest, key: str, page: CachedPage) -> None:
    """Store a page for PAGE_CACHE_SECONDS."""
    vary = dict(page.headers).get("Vary", "").lower()
    if "accept-language" in vary:
        caches["pages"].set(key, BY_LANGUAGE, settings.PAGE_CACHE_SECONDS)
        key = language_key(key, request)
    caches["pages"].set(key, page, settings.PAGE_CACHE_SECONDS)


def digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "surrogateescape"), digest_size=16).hexdigest()
