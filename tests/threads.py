"""Real threads for tests of races; use the fixture `shared_database`."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections


def at_once(count, work):
    """Run `work(number)` in `count` threads that start together, each with its own connection."""
    barrier = Barrier(count)

    def run(number):
        try:
            barrier.wait(timeout=60)
            return work(number)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))
