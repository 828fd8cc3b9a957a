"""The URL and the logins of the demo are printed once the site answers."""

import subprocess
import sys
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.conf import settings


@contextmanager
def site(status: int):
    """A server on a free port that answers every request with `status`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.end_headers()

        def log_message(self, *args):
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server.server_address[1]
        server.shutdown()


def announce(port: int, var_dir) -> str:
    return subprocess.run(
        [sys.executable, "-m", "coworking.server.startup_message", "127.0.0.1", str(port)],
        cwd=settings.BASE_DIR,
        env={"VAR_DIR": str(var_dir)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.mark.parametrize("status", [200, 302, 400])
def test_any_response_below_500_counts(status, tmp_path):
    with site(status) as port:
        assert f"answers at http://127.0.0.1:{port}/" in announce(port, tmp_path)


def test_the_logins_of_the_demo_are_printed(tmp_path):
    (tmp_path / "demo-logins.txt").write_text("ann@example.org  a long phrase\n")
    with site(200) as port:
        assert "\n\nann@example.org  a long phrase\n" in announce(port, tmp_path)


def test_an_error_response_is_reported(tmp_path):
    (tmp_path / "demo-logins.txt").write_text("ann@example.org  a long phrase\n")
    with site(500) as port:
        output = announce(port, tmp_path)
    assert "answers with an error (500)" in output
    assert "ann@example.org" not in output
