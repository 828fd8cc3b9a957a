"""Readers and members who use the site while its machines fail, and what they saw."""

import http.client
import re
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field

from tests.failover.servers import PORTS

TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


@dataclass
class Seen:
    """What all people together saw. `phase` names what is down. An answer counts in the
    phase in which its request began."""

    phase: str = "all up"
    answers: Counter = field(
        default_factory=Counter
    )  # (phase, "read", "read signed in" or "write", status or error)
    wrong: list[str] = field(default_factory=list)
    accepted: set[str] = field(default_factory=set)  # texts that the site confirmed
    unsure: set[str] = field(default_factory=set)  # sent, and no answer came
    slowest: dict[tuple[str, str], float] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, phase: str, kind: str, result: str, seconds: float) -> None:
        with self.lock:
            self.answers[phase, kind, result] += 1
            key = (phase, kind)
            self.slowest[key] = max(seconds, self.slowest.get(key, 0))


class Browser:
    """One person's browser: cookies, an address of their own, one connection a request."""

    def __init__(self, seen: Seen, number: int, session: str = ""):
        self.seen = seen
        self.cookies = {"sessionid": session} if session else {}
        self.address = f"10.1.{number // 250}.{number % 250}"

    def ask(self, kind: str, method: str, path: str, body: str = "") -> tuple[int, str]:
        """(status, page); status 0 when no answer came."""
        headers = {
            "Host": "spaces.example.org",
            "Referer": f"https://spaces.example.org{path}",
            "X-Forwarded-For": self.address,
            "Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        began, phase = time.monotonic(), self.seen.phase
        connection = http.client.HTTPConnection("127.0.0.1", PORTS["balancer"], timeout=60)
        try:
            connection.request(method, path, body or None, headers)
            answer = connection.getresponse()
            page = answer.read().decode(errors="replace")
            self._keep_cookies(answer)
            status = answer.status
            result = f"{status}, explained" if "cannot reach its database" in page else str(status)
        except (OSError, http.client.HTTPException) as error:
            status, page, result = 0, "", type(error).__name__
        finally:
            connection.close()
        self.seen.note(phase, kind, result, time.monotonic() - began)
        return status, page

    def _keep_cookies(self, answer: http.client.HTTPResponse) -> None:
        for header in answer.headers.get_all("Set-Cookie") or ():
            name, _equals, value = header.partition(";")[0].partition("=")
            self.cookies[name] = value


def read(browser: Browser, slug: str, name: str) -> None:
    """Open a space's page; what comes with 200 must be that page."""
    status, page = browser.ask("read", "GET", f"/en/spaces/{slug}/")
    if status == 200 and (name not in page or "</html>" not in page):
        browser.seen.wrong.append(f"{slug}: another page came")


def comment(browser: Browser, slug: str) -> None:
    """Post a comment, again when no answer came, and check that the next page shows it."""
    path = f"/en/spaces/{slug}/comments/"
    status, page = browser.ask("read signed in", "GET", path)
    token = TOKEN.search(page)
    if status != 200 or not token:
        return
    text = " ".join(uuid.uuid4().hex[start : start + 8] for start in (0, 8, 16, 24))
    body = (
        f"csrfmiddlewaretoken={token[1]}&text={text.replace(' ', '+')}&language=en&token={uuid.uuid4().hex}"
    )
    for _try in range(3):
        status, page = browser.ask("write", "POST", path, body)
        if status not in (0, 502):  # 502: the machine that was asked is gone
            break
        time.sleep(1)
    if status == 302:
        browser.seen.accepted.add(text)
        status, page = browser.ask("read signed in", "GET", path)
        if status == 200 and text not in page:
            browser.seen.wrong.append(f"{slug}: {text} is not on the page of who wrote it")
    elif status not in (429, 503):
        browser.seen.unsure.add(text)
