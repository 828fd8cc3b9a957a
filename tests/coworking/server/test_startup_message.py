"""The URL is printed once the site answers, and never a password."""

import subprocess
import sys
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

from django.conf import settings


@contextmanager
def site(status: int):
    """A server on a free port that answers every request with `status`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status if self.path == "/healthz" else 400)  # as to a host that is not allowed
            self.end_headers()
            self.wfile.write(b"the health of the site")

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


def test_the_url_is_printed_once_the_site_answers(tmp_path):
    with site(200) as port:
        assert f"answers at http://127.0.0.1:{port}/" in announce(port, tmp_path)


def test_no_start_prints_a_password_of_the_demo(tmp_path):
    (tmp_path / "demo-logins.txt").write_text("ann@example.org  a long phrase\n")
    with site(200) as port:
        output = announce(port, tmp_path)
    assert "a long phrase" not in output
    assert str(tmp_path / "demo-logins.txt") in output


def test_an_error_response_is_reported_with_the_health_of_the_site(tmp_path):
    (tmp_path / "demo-logins.txt").write_text("ann@example.org  a long phrase\n")
    with site(503) as port:
        output = announce(port, tmp_path)
    assert "answers with an error (503): the health of the site" in output
    assert "demo-logins.txt" not in output
