"""Pages after a change: their processor time, without the page cache; and traffic beside writes.

The least of a few rounds counts. A change is made before every measured page, so that each time contains
what the change makes the site compute again.
"""

import io
import itertools
import statistics
import sys
import threading
import time
from collections.abc import Callable
from urllib.parse import urlsplit

from django.core.handlers.wsgi import WSGIHandler
from django.db import transaction
from django.test import override_settings

from coworking.accounts.models import User
from reviews.comments.queries import get_or_create_thread
from reviews.posting.workflow import post_as_member
from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Space
from spaces.provenance.models import Statement
from tests.bench.client import Client
from tests.bench.pages import Page, WrongPage

ROUNDS, ASKS = 7, 4
TRAFFIC_SECONDS, TRAFFIC_ROUNDS, CLIENTS = 10.0, 3, 4
CHANGED = 400  # spaces, the newest: most pages show others
BATCH = 20
_numbers = itertools.count(time.time_ns())


def measure(pages: list[Page]) -> list[dict]:
    """Milliseconds of each page: again, and after a comment elsewhere, an edit, and a batch of an import."""
    changes = {"again": lambda: None, **changes_of_one_site()}
    site, rows = WSGIHandler(), []
    with override_settings(PAGE_CACHE_SECONDS=0):
        for page in pages:
            paths = [ask.path for ask in page.asks[:ASKS]]
            for path in paths * 2:
                _seconds(site, path)
            row: dict = {"name": page.name}
            for name, change in changes.items():
                row[name] = 1000 * statistics.mean(_least(site, path, change) for path in paths)
            rows.append(row)
    return rows


def changes_of_one_site() -> dict[str, Callable[[], None]]:
    """What changes: one comment, one fact of a space, and what a batch of an import writes."""
    member, _made = User.objects.get_or_create(
        email="changes@example.org", defaults={"display_name": "Bench"}
    )
    newest = list(Space.objects.in_search().select_related("city").order_by("-pk")[:CHANGED])
    spaces = itertools.cycle(newest)

    def comment() -> None:
        post_as_member(member, get_or_create_thread(next(spaces)), f"Quiet, number {next(_numbers)}.")

    def edit() -> None:
        space = next(spaces)
        space.description = f"Edited, number {next(_numbers)}"
        space.save(update_fields=["description"])

    def batch() -> None:
        some = list(itertools.islice(spaces, BATCH))
        pks = [space.pk for space in some]
        with transaction.atomic():
            Space.objects.filter(pk__in=pks).update(description=f"Imported, number {next(_numbers)}")
            Statement.objects.filter(space__in=pks).update(as_of="2026-10")
            refresh_city_counts({space.city_id for space in some})

    return {"comment": comment, "edit": edit, "batch": batch}


def _least(site: WSGIHandler, path: str, change: Callable[[], None]) -> float:
    found = []
    for _round in range(ROUNDS):
        change()
        found.append(_seconds(site, path))
    return min(found)


def _seconds(site: WSGIHandler, path: str) -> float:
    parts, nothing = urlsplit(path), io.BytesIO()
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": parts.path,
        "QUERY_STRING": parts.query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "HTTP_ACCEPT_ENCODING": "gzip",
        "wsgi.input": nothing,
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
    }
    answers: list[str] = []
    start = time.process_time()
    response = site(environ, lambda status, headers, *rest: answers.append(status))
    b"".join(response)
    seconds = time.process_time() - start
    response.close()
    if answers != ["200 OK"]:
        raise WrongPage(f"{path}: {answers}")
    return seconds


def traffic(pages: list[Page], port: int) -> dict[str, float]:
    """Answers a second to a few clients that ask for all pages in turn: idle, and with one change a second.

    The kinds of traffic take turns, so that all have the same share of what else the machine does.
    """
    paths = [ask.path for page in pages for ask in page.asks]
    changes = {"idle": lambda: None, **changes_of_one_site()}
    rates: dict[str, list[float]] = {name: [] for name in changes}
    for _round, (name, change) in itertools.product(range(TRAFFIC_ROUNDS), changes.items()):
        rates[name].append(_rate(paths, port, change))
    return {name: statistics.median(found) for name, found in rates.items()}


def _rate(paths: list[str], port: int, change: Callable[[], None]) -> float:
    """Answers a second, once every client has asked for every page."""
    counts: list[int] = []
    ready = threading.Barrier(CLIENTS + 1)
    clients = [threading.Thread(target=_ask, args=(paths, port, ready, counts)) for _number in range(CLIENTS)]
    for client in clients:
        client.start()
    ready.wait()
    start = time.monotonic()
    while time.monotonic() < start + TRAFFIC_SECONDS - 0.5:
        change()
        time.sleep(1)
    for client in clients:
        client.join()
    return sum(counts) / (time.monotonic() - start)


def _ask(paths: list[str], port: int, ready: threading.Barrier, counts: list[int]) -> None:
    client, count = Client(port), 0
    for path in paths:
        if client.get(path).status != 200:
            ready.abort()
            raise WrongPage(path)
    ready.wait()
    until = time.monotonic() + TRAFFIC_SECONDS
    for path in itertools.cycle(paths):
        client.get(path)
        count += 1
        if time.monotonic() > until:
            break
    counts.append(count)
    client.close()
