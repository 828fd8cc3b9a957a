"""Configuration of gunicorn, which finds this file by its name; `.env` is loaded first."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import gunicorn.glogging
from dotenv import load_dotenv

sys.path.insert(0, str(Path(__file__).parent))
load_dotenv(Path(__file__).parent / ".env")

from coworking.database.writing.waiting import THREADS  # noqa: E402
from coworking.environment import ConfigurationError  # noqa: E402
from coworking.server import log_format  # noqa: E402
from coworking.server.listening import check_free  # noqa: E402

wsgi_app = "coworking.wsgi"
bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
worker_class = "gthread"  # a slow client blocks one thread, not the worker
threads = THREADS
timeout = 30
graceful_timeout = 10
keepalive = 5
loglevel = "warning"


class Logger(gunicorn.glogging.Logger):  # type: ignore[misc]
    """gunicorn's own log, with lines like those of the site."""

    error_fmt = log_format.LINE
    datefmt = log_format.TIME


logger_class = Logger


def on_starting(server: Any) -> None:
    """Refuse to start, with a sentence, for wrong settings or a port that is taken."""
    try:
        import coworking.settings  # noqa: F401  (raises ConfigurationError)

        check_free(server.cfg.address)
    except ConfigurationError as error:
        sys.exit(str(error))


def when_ready(server: Any) -> None:
    """Print the site's URL once it answers."""
    host = server.LISTENERS[0].sock.getsockname()
    if isinstance(host, tuple):
        module = "coworking.server.startup_message"
        subprocess.Popen([sys.executable, "-m", module, host[0], str(host[1])])
