"""`python -m tests.failover`: what readers and members notice when one machine after the other fails.

Starts a primary and a streaming replica of PostgreSQL, Redis, two gunicorns and haproxy on loopback, lets
people read and comment, and kills each part in turn. Needs postgresql, redis-server and haproxy (Debian's
packages of these names) and free ports (`tests.failover.servers.PORTS`). Not a test of the suite: it takes
minutes.
"""

import argparse
import itertools
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from tests.failover import servers
from tests.failover.people import Browser, Seen, comment, read

MEMBERS, SPACES = 240, 30


def fill(env: dict[str, str]) -> tuple[list[str], dict[str, str]]:
    """A small site: (sessions of signed-in members, {slug: name of a space})."""
    os.environ.update(env, DJANGO_SETTINGS_MODULE="coworking.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.test import Client

    from tests.factories import make_member, make_space

    call_command("migrate", verbosity=0)
    call_command("collectstatic", verbosity=0, interactive=False)
    names = {f"space-{number}": f"Space of number {number}" for number in range(SPACES)}
    for slug, name in names.items():
        make_space(name=name, slug=slug)
    sessions = []
    for number in range(MEMBERS):
        client = Client()
        client.force_login(make_member(f"Member {number}"), "django.contrib.auth.backends.ModelBackend")
        sessions.append(client.cookies["sessionid"].value)
    return sessions, names


def wait_until_well() -> None:
    browser = Browser(Seen(), 0)
    while browser.ask("read", "GET", "/healthz")[0] != 200:
        time.sleep(0.5)


def texts() -> list[str]:
    """Every comment that the primary holds."""
    from django.db import close_old_connections

    from reviews.comments.models import Comment

    close_old_connections()  # it was killed since
    return list(Comment.objects.values_list("text", flat=True))


def crowd(
    seen: Seen, sessions: list[str], names: dict[str, str], stop: threading.Event
) -> list[threading.Thread]:
    """Four readers and three writers, each with pauses: a bounded load."""
    members = itertools.cycle([Browser(seen, n, session) for n, session in enumerate(sessions)])
    turn = threading.Lock()

    def reader(number: int) -> None:
        browser = Browser(seen, 10_000 + number)
        while not stop.wait(0.1):
            slug = random.choice(list(names))
            read(browser, slug, names[slug])

    def writer() -> None:
        while not stop.wait(0.6):
            with turn:
                browser = next(members)
            comment(browser, random.choice(list(names)))

    threads = [threading.Thread(target=reader, args=(n,)) for n in range(4)]
    threads += [threading.Thread(target=writer) for _n in range(3)]
    for thread in threads:
        thread.start()
    return threads


def report(seen: Seen, write: Callable[[str], None]) -> bool:
    """Print what was seen; True when no page was wrong and no write was lost or doubled."""
    for (phase, kind), slowest in seen.slowest.items():
        found = {result: n for (p, k, result), n in seen.answers.items() if (p, k) == (phase, kind)}
        counts = ", ".join(f"{n} x {result}" for result, n in sorted(found.items()))
        write(f"{phase:18} {kind:14} {counts}; slowest {slowest:.1f} s")
    stored = texts()
    lost = seen.accepted - set(stored)
    doubled = len(stored) - len(set(stored))
    write(
        f"{len(seen.accepted)} comments promised, {len(lost)} lost, {doubled} doubled, "
        f"{len(seen.unsure)} unsure"
    )
    write(f"{len(seen.wrong)} wrong pages")
    for line in seen.wrong[:10]:
        write(f"  {line}")
    return not (lost or doubled or seen.wrong)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--seconds", type=float, default=15, help="how long each part stays down, and up again"
    )
    seconds = parser.parse_args().seconds
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        stack.enter_context(servers.folder_of_all(folder))
        primary, replica = servers.PostgreSQL("primary", folder), servers.PostgreSQL("replica", folder)
        env = servers.environment(folder, primary, replica)
        for database, make in ((primary, primary.make), (replica, lambda: replica.copy(primary))):
            make()
            database.start()
            stack.callback(database.kill)
        machines = {
            "redis": servers.redis(folder),
            "one": servers.gunicorn("one", folder, env),
            "two": servers.gunicorn("two", folder, env),
            "balancer": servers.balancer(folder),
        }
        sessions, names = fill(env)
        for machine in machines.values():
            machine.start()
            stack.callback(machine.kill)
        seen, stop = Seen(), threading.Event()
        wait_until_well()
        threads = crowd(seen, sessions, names, stop)
        try:
            time.sleep(seconds)
            for name, part in (
                ("one gunicorn", machines["one"]),
                ("the replica", replica),
                ("Redis", machines["redis"]),
                ("the primary", primary),
            ):
                print(f"killing {name}", flush=True)
                seen.phase = f"{name} down"
                part.kill()
                time.sleep(seconds)
                part.start()
                seen.phase = f"{name} back"
                time.sleep(seconds)
        finally:
            stop.set()
            for thread in threads:
                thread.join()
        fine = report(seen, print)
        for name in ("one", "two"):
            lines = [
                line
                for line in machines[name].log.read_text().splitlines()
                if line.startswith(("Replica ", "The cache "))
            ]
            print(f"gunicorn {name} said:", *dict.fromkeys(lines), sep="\n  ")
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
