"""`python -m coworking.server.startup_message HOST PORT`: wait until the site answers, then print its URL.

gunicorn.conf.py starts this as a process of its own. It loads no settings, so that it starts at once.
"""

import os
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from coworking.environment import var_dir

TIMEOUT_SECONDS = 60


def ask_health(host: str, port: int) -> tuple[int, str]:
    """The HTTP status and the text of `/healthz`, which needs no allowed host; 0 when nothing answers."""
    connection = HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", "/healthz")
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")
    except (OSError, HTTPException):
        return 0, ""
    finally:
        connection.close()


def wait_for(host: str, port: int) -> tuple[int, str]:
    """What `ask_health` returns once the site answers; 0 when gunicorn ends or the timeout is over."""
    server, deadline = os.getppid(), time.monotonic() + TIMEOUT_SECONDS
    while os.getppid() == server and time.monotonic() < deadline:
        status, text = ask_health(host, port)
        if status:
            return status, text
        time.sleep(0.1)
    return 0, ""


def message(host: str, port: int, status: int, health: str, logins: Path) -> str:
    """What is printed on the terminal; `logins` is the file with the logins of the demo.

    Its passwords are not printed: the terminal may be the journal of the system.
    """
    if not status:
        return f"Nothing answers at http://{host}:{port}/ yet."
    if status >= 500:
        return f"http://{host}:{port}/ answers with an error ({status}): {health}"
    demo = f"\nThe logins of the demo stand in {logins}." if logins.exists() else ""
    return f"\nThe site answers at http://{host}:{port}/ (Ctrl-C stops it).{demo}\n"


def main(host: str, port: str) -> None:
    logins = var_dir() / "demo-logins.txt"
    print(message(host, int(port), *wait_for(host, int(port)), logins), flush=True)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(0)
