"""An import with readers and commenters beside it: on SQLite in a file, served by the real gunicorn.

One reader asks for pages of every kind, ten a second, and one member a second posts a comment; first idle,
then while the import runs. Pages come out of the cache where they can, as for real readers.
"""

import http.client
import itertools
import json
import os
import resource
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from urllib.parse import urlencode

from tests.bench.client import Client
from tests.bench.database import FOLDER, ROOT, fill, manage
from tests.bench.server import serving

IDLE_SECONDS = 40
MEMBERS = 20
TOKEN = "a" * 32  # against forgery: the cookie and the form have the same
PROMISED_SECONDS = 3
# Run on the database: the file to import, addresses to read, sessions of members, and threads to post in.
PREPARE = """
import json
from pathlib import Path
from django.contrib.auth import get_user_model
from django.test import Client
from spaces.directory.models import Space
from tests.bench.pages import all_pages
from tests.bench.rows import write_csv
write_csv(Path({rows!r}), {count})
sessions = []
for number in range({members}):
    name, users = f"Bench {{number}}", get_user_model().objects
    user = users.create_user(f"bench{{number}}@example.org", None, display_name=name)
    client = Client()
    client.force_login(user)
    sessions.append(client.cookies["sessionid"].value)
spaces = list(Space.objects.in_search().order_by("pk").values_list("slug", flat=True)[:200])
reads = [ask.path for page in all_pages() for ask in page.asks]
Path({out!r}).write_text(json.dumps({{"sessions": sessions, "spaces": spaces, "reads": reads}}))
"""
COUNT = """
from reviews.comments.models import Comment
print(Comment.objects.filter(text__startswith="Beside the import").count())
"""


@dataclass
class Seen:
    """Seconds of each page and comment; of the comments those that were stored, given back, and neither."""

    pages: list[float] = field(default_factory=list)
    stored: list[float] = field(default_factory=list)
    given_back: list[float] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)


def main(count: int, rows: int, port: int) -> None:
    """Measure beside an import of so many rows into a database of so many spaces, and print a table."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("beside.sqlite3*"):
        old.unlink()
    url, out = f"sqlite:///{FOLDER}/beside.sqlite3", FOLDER / "beside.json"
    file = FOLDER / f"rows_{rows}.csv"
    os.environ |= {"DATABASE_URL": url, "VAR_DIR": str(FOLDER), "DEBUG": "0", "CACHE_URL": ""}
    fill(url, count)
    code = PREPARE.format(rows=str(file), count=rows, members=MEMBERS, out=str(out))
    manage(url, "shell", "-v", "0", "-c", code)
    found = json.loads(out.read_text())
    with serving(port, FOLDER / "gunicorn.log"):
        idle = _watch(port, found, threading.Event(), IDLE_SECONDS)
        load = os.getloadavg()[0]
        ended = threading.Event()
        importing = threading.Thread(target=_import, args=(file, ended))
        importing.start()
        beside = _watch(port, found, ended)
        importing.join()
        # The site is larger now: what that alone costs readers.
        afterwards = _watch(port, found, threading.Event(), IDLE_SECONDS)
    _print({"idle": idle, "beside the import": beside, "idle again": afterwards}, rows, load)
    manage(url, "shell", "-v", "0", "-c", COUNT)


def _import(file, ended: threading.Event) -> None:
    started = time.monotonic()
    command = [sys.executable, "manage.py", "import_spaces", str(file), "--source", "Beside"]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    ended.set()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    print(done.stdout.splitlines()[0] if done.stdout else f"the import failed: {done.returncode}")
    seconds = time.monotonic() - started
    print(f"{seconds:.0f} s by the clock; {used.ru_utime:.0f} s of processor time with all commands before")


def _watch(port: int, found: dict, ended: threading.Event, seconds: float = 3600) -> Seen:
    """Read and post until the event, or for so many seconds."""
    seen, until = Seen(), time.monotonic() + seconds
    work = [
        threading.Thread(target=_every, args=(0.1, until, ended, _reader(port, found, seen))),
        threading.Thread(target=_every, args=(1.0, until, ended, _commenter(port, found, seen))),
    ]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    return seen


def _every(pause: float, until: float, ended: threading.Event, work) -> None:
    while time.monotonic() < until and not ended.is_set():
        started = time.monotonic()
        work()
        time.sleep(max(0.0, started + pause - time.monotonic()))


def _reader(port: int, found: dict, seen: Seen):
    client, paths = Client(port), itertools.cycle(found["reads"])

    def read() -> None:
        answer = client.get(next(paths))
        if answer.status == 200:
            seen.pages.append(answer.seconds)
        else:
            seen.lost.append(f"a page: {answer.status}")

    return read


_numbers = itertools.count()


def _commenter(port: int, found: dict, seen: Seen):
    def comment() -> None:
        # In a thread: the next one posts a second later, however long this one waits.
        threading.Thread(target=_post, args=(port, found, seen, next(_numbers))).start()

    return comment


def _post(port: int, found: dict, seen: Seen, number: int) -> None:
    session = found["sessions"][number % MEMBERS]
    text = f"Beside the import, number {number} of {os.getpid()}"
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": f"http://127.0.0.1:{port}",
        "Cookie": f"csrftoken={TOKEN}; sessionid={session}",
    }
    slug = found["spaces"][number % len(found["spaces"])]
    body = urlencode({"text": text, "csrfmiddlewaretoken": TOKEN})
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    started = time.monotonic()
    try:
        connection.request("POST", f"/en/spaces/{slug}/comments/", body, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
    except OSError as error:
        seen.lost.append(repr(error))
        return
    seconds = time.monotonic() - started
    if answer.status == 302:
        seen.stored.append(seconds)
    elif answer.status == 503 and text in page:
        seen.given_back.append(seconds)
    else:
        seen.lost.append(f"a comment: {answer.status}")


def _print(found: dict[str, Seen], rows: int, load: float) -> None:
    print(f"\nImport of {rows} rows; load before it {load:.1f}, after it {os.getloadavg()[0]:.1f}\n")
    print("| | pages | median ms | p99 ms | comments stored | within 3 s | slowest s | given back | lost |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, seen in found.items():
        every = len(seen.stored) + len(seen.given_back)
        within = sum(seconds <= PROMISED_SECONDS for seconds in seen.stored)
        pages = sorted(seen.pages)
        print(
            f"| {name} | {len(pages)} | {pages[len(pages) // 2] * 1000:.0f}"
            f" | {pages[len(pages) * 99 // 100] * 1000:.0f} | {len(seen.stored)}"
            f" | {within / max(1, every):.1%} | {max(seen.stored, default=0):.1f}"
            f" | {len(seen.given_back)} | {len(seen.lost)} |"
        )
        for what in sorted(set(seen.lost)):
            print(f"{name}: {seen.lost.count(what)} × {what}")
