"""A real browser, Debian's Chromium, on the live server.

A page fails its test when the console shows an error, and when it asks any other host for anything,
map tiles apart. Chromium finds no host but this one, so no tile comes. Requests are watched and not routed
through Playwright, which takes the time of a round trip each and switches the browser's own cache off.
"""

import os
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

from spaces.analytics import counters
from tests.browser.chromium import ARGS, CHROMIUM

PHONE = {"width": 390, "height": 844}


def pytest_collection_modifyitems(items) -> None:
    """Mark these tests; where there is no Chromium, say so, and fail where CI should have one."""
    for item in items:
        if not item.path.is_relative_to(os.path.dirname(__file__)):
            continue
        item.add_marker(pytest.mark.browser)
        item.add_marker(pytest.mark.django_db(transaction=True))
        if not CHROMIUM and os.environ.get("CI") != "true":
            item.add_marker(
                pytest.mark.skip(reason="Chromium is not installed (Debian: apt install chromium)")
            )


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert CHROMIUM, "CI needs Chromium (Debian: apt install chromium)"
    expect.set_options(timeout=30_000)  # as long as a click waits: a busy machine is slow, and not wrong
    # Playwright's loop runs in this thread, and Django would take its own queries for asynchronous ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        yield chromium
        chromium.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
    counters.pending.take()  # what was counted last: the database is gone when Python ends


@pytest.fixture
def page(browser: Browser, live_server) -> Iterator[Page]:
    """A page in English on a wide screen; `page.goto("/en/")` opens an address of the live server."""
    yield from watched_page(browser, live_server.url)


@pytest.fixture
def phone(browser: Browser, live_server) -> Iterator[Page]:
    """A page on a telephone."""
    yield from watched_page(browser, live_server.url, viewport=PHONE, has_touch=True, is_mobile=True)


@pytest.fixture
def plain_page(browser: Browser, live_server) -> Iterator[Page]:
    """A page in a browser without JavaScript."""
    yield from watched_page(browser, live_server.url, java_script_enabled=False)


def watched_page(browser: Browser, base_url: str, **options) -> Iterator[Page]:
    """A page without animations that keeps what went wrong on it, and fails at the end if anything did."""
    options = {"viewport": {"width": 1280, "height": 800}, "reduced_motion": "reduce"} | options
    context = browser.new_context(base_url=base_url, locale="en-GB", service_workers="block", **options)
    page, wrong = context.new_page(), Wrong(base_url)
    context.on("request", wrong.request)
    page.on("console", wrong.console)
    page.on("pageerror", lambda error: wrong.found.append(f"script error: {error}"))
    yield page
    context.close()
    assert wrong.found == []


class Wrong:
    """What should not happen on a page."""

    def __init__(self, base_url: str):
        self.own = urlsplit(base_url).netloc
        self.tiles = urlsplit(settings.MAP_TILE_URL).netloc.replace("{s}.", "")
        self.found: list[str] = []

    def request(self, request: Request) -> None:
        """Note requests to other hosts than the live server and that of tiles."""
        host = urlsplit(request.url).netloc
        is_tile = self.tiles and host.endswith(self.tiles)
        if host != self.own and not is_tile and not request.url.startswith(("data:", "blob:")):
            self.found.append(f"asked another host: {request.url}")

    def console(self, message: ConsoleMessage) -> None:
        """Note errors; a tile that did not come is none."""
        if message.type == "error" and not (self.tiles and self.tiles in str(message.location)):
            self.found.append(f"console: {message.text}")
