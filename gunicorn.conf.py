"""Configuration of gunicorn, which finds this file by its name; `.env` is loaded first."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from dotenv import load_dotenv

load_dotenv(Path(__file__).parent / ".env")

wsgi_app = "coworking.wsgi"
bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
worker_class = "gthread"  # a slow client blocks one thread, not the worker
threads = 4
timeout = 30
graceful_timeout = 10
keepalive = 5
loglevel = "warning"


def when_ready(server: Any) -> None:
    """Print the site's URL and the demo's logins once a page is served."""
    host = server.LISTENERS[0].sock.getsockname()
    if isinstance(host, tuple):
        module = "coworking.server.startup_message"
        subprocess.Popen([sys.executable, "-m", module, host[0], str(host[1])])
