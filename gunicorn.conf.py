"""How gunicorn serves the site; it reads this file by itself. A `.env` beside it is read first."""

import os
import subprocess
import sys
from pathlib import Path

from dotenv import load_dotenv

load_dotenv(Path(__file__).parent / ".env")

wsgi_app = "coworking.wsgi"
bind = f"127.0.0.1:{os.environ.get('PORT') or 8000}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
worker_class = "gthread"  # a slow reader holds a thread, not the site
threads = 4
timeout = 30
graceful_timeout = 10
keepalive = 5
loglevel = "warning"


def when_ready(server) -> None:
    """Say the address, and who may sign in to the demo, as soon as a page comes back."""
    address = server.LISTENERS[0].sock.getsockname()
    if isinstance(address, tuple):
        subprocess.Popen([sys.executable, "-m", "coworking.announce", address[0], str(address[1])])
