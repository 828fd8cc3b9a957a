"""`python -m coworking.server.startup_message HOST PORT`: wait until the site answers there, then say so.

gunicorn starts this beside the server. It reads no settings, so that it costs nothing.
"""

import os
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

TIMEOUT_SECONDS = 60


def status_of_home(host: str, port: int) -> int:
    """Ask for the home page and return its HTTP status; 0 when nothing answers."""
    connection = HTTPConnection(host, port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    except (OSError, HTTPException):
        return 0
    finally:
        connection.close()


def wait_for(host: str, port: int) -> int:
    """Ask until there is an answer, the server that started this is gone, or patience ends."""
    server, deadline = os.getppid(), time.monotonic() + TIMEOUT_SECONDS
    while os.getppid() == server and time.monotonic() < deadline:
        if status := status_of_home(host, port):
            return status
        time.sleep(0.1)
    return 0


def message(host: str, port: int, status: int, logins: Path) -> str:
    """What to tell the person at the terminal."""
    if not status:
        return f"Nothing answers at http://{host}:{port}/ yet."
    if status >= 500:
        return f"http://{host}:{port}/ answers with an error ({status}). The reason stands above."
    demo = f"\n\n{logins.read_text().strip()}" if logins.exists() else ""
    return f"\nThe site answers at http://{host}:{port}/ (Ctrl-C stops it).{demo}\n"


def main(host: str, port: str) -> None:
    logins = Path(os.environ.get("VAR_DIR", "var")) / "demo-logins.txt"
    print(message(host, int(port), wait_for(host, int(port)), logins), flush=True)


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit(0)
