"""Measure the pages on the database in the environment, and the trivial view between them.

Each kind of page is requested with many URLs. The trivial view follows every request, so that both are
measured under the same load of the machine.
"""

import json
import statistics
import threading
import time
from pathlib import Path

from tests.bench import changes
from tests.bench.client import TRIVIAL, Answer, Client
from tests.bench.counting import ANSWER, ASK
from tests.bench.database import FOLDER
from tests.bench.pages import Ask, Page, WrongPage, all_pages
from tests.bench.server import memory_mb, serving

ROUNDS = 120
FEWEST_ROUNDS = 8
SECONDS_A_PAGE = 8.0
BURST_SECONDS = 1.5
BURST_CLIENTS = 4
CARD = b'<li class="card"'
PLAIN: tuple[str, ...] = ()


def check(ask: Ask, answer: Answer) -> None:
    """Raise WrongPage unless this is the page."""
    cards = answer.text.count(CARD)
    if answer.status != 200:
        raise WrongPage(f"{ask.path}: status {answer.status}")
    if ask.marker.encode() not in answer.text:
        raise WrongPage(f"{ask.path}: {ask.marker!r} is missing")
    if ask.cards is not None and cards != ask.cards:
        raise WrongPage(f"{ask.path}: {cards} cards instead of {ask.cards}")


def measure(page: Page, port: int) -> dict:
    """Latencies of a page and of the trivial view beside it, queries, bytes, and requests a second."""
    client = Client(port)
    for ask in page.asks:
        check(ask, client.get(ask.path))
    own, trivial = _rounds(client, page)
    plain = [client.get(ask.path, PLAIN) for ask in page.asks]
    packed = [client.get(ask.path) for ask in page.asks]
    queries = [int(client.get(ask.path, (f"{ASK}: 1",)).header(ANSWER) or 0) for ask in page.asks]
    client.close()
    return {
        "name": page.name,
        "aims": [page.median_aim, page.p95_aim],
        "rounds": len(own),
        "median": statistics.median(own),
        "p95": _p95(own),
        "trivial": statistics.median(trivial),
        "queries": max(queries),
        "raw": statistics.median(len(answer.body) for answer in plain),
        "gzip": statistics.median(len(answer.body) for answer in packed),
        "rate": burst(page.asks, port),
        "trivial_rate": burst([Ask(TRIVIAL, "trivial")], port),
    }


def _rounds(client: Client, page: Page) -> tuple[list[float], list[float]]:
    own, trivial = [], []
    deadline = time.monotonic() + SECONDS_A_PAGE
    while len(own) < ROUNDS and (len(own) < FEWEST_ROUNDS or time.monotonic() < deadline):
        ask = page.asks[len(own) % len(page.asks)]
        answer = client.get(ask.path)
        check(ask, answer)
        own.append(answer.seconds)
        trivial.append(client.get(TRIVIAL).seconds)
    return own, trivial


def _p95(values: list[float]) -> float:
    return sorted(values)[max(0, -(-len(values) * 95 // 100) - 1)]


def burst(asks: list[Ask], port: int) -> float:
    """Answers a second while a few clients ask at once, for a moment."""
    counts: list[int] = []
    deadline = time.monotonic() + BURST_SECONDS
    clients = [
        threading.Thread(
            target=_ask_until, args=(deadline, asks[n % len(asks) :] + asks[: n % len(asks)], port, counts)
        )
        for n in range(BURST_CLIENTS)
    ]
    start = time.monotonic()
    for thread in clients:
        thread.start()
    for thread in clients:
        thread.join()
    return sum(counts) / (time.monotonic() - start)


def _ask_until(deadline: float, asks: list[Ask], port: int, counts: list[int]) -> None:
    client, count = Client(port), 0
    while time.monotonic() < deadline:
        if client.get(asks[count % len(asks)].path).status != 200:
            raise WrongPage(asks[count % len(asks)].path)
        count += 1
    counts.append(count)
    client.close()


def main(out: str, port: int) -> None:
    """Every page computed afresh; one page again and again, out of the cache; then what changes cost.

    Writes JSON to `out`.
    """
    log, rows = FOLDER / "gunicorn.log", []
    pages = [page for page in all_pages() if page.asks]
    with serving(port, log, PAGE_CACHE_SECONDS="0") as master:
        for page in pages:
            rows.append(measure(page, port))
            print(f"    {page.name}", flush=True)
        memory = memory_mb(master)
    with serving(port, log):
        rows.append(measure(Page("repeated page", pages[0].asks[:1], 2), port))
    with serving(port, log, PAGE_CACHE_SECONDS="3600"):  # so that no page expires meanwhile
        rates = changes.traffic(pages, port)
    print("    traffic beside writes", flush=True)
    after = changes.measure(pages)
    Path(out).write_text(json.dumps({"rows": rows, "memory": memory, "after": after, "rates": rates}))
