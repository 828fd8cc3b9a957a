"""A server with HTTPS on this machine, and the folder of feeds."""

import gzip
import ssl
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import trustme

from spaces.importers.feeds.models import Feed
from tests.factories import make_source


class FileServer(ThreadingHTTPServer):
    """Serves `files`: {path: body or (status, headers, body)}; `asked` are the headers of each request."""

    daemon_threads = True

    def __init__(self, context):
        super().__init__(("127.0.0.1", 0), Handler)
        self.socket = context.wrap_socket(self.socket, server_side=True)
        self.files, self.asked = {}, []

    def url(self, path="/places.csv"):
        return f"https://localhost:{self.server_port}{path}"


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append(dict(self.headers))
        answer = self.server.files[self.path]
        status, headers, body = answer if isinstance(answer, tuple) else (200, {}, answer)
        if headers.get("ETag") and self.headers["If-None-Match"] == headers["ETag"]:
            status, body = 304, ""
        body = body if isinstance(body, bytes) else body.encode()
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    """(a server's TLS context; the file with the authority that vouches for it)"""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    bundle = tmp_path_factory.mktemp("tls") / "ca.pem"
    authority.cert_pem.write_to_path(bundle)
    return context, bundle


@pytest.fixture
def server(certificates, monkeypatch, settings):
    context, bundle = certificates
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(bundle))
    settings.FEEDS_FROM_THIS_MACHINE = True
    with FileServer(context) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def folder(settings, tmp_path):
    """The folder of feeds."""
    settings.VAR_DIR = tmp_path / "var"
    settings.FEEDS_DIR = tmp_path / "feeds"
    settings.FEEDS_DIR.mkdir()
    return settings.FEEDS_DIR


@pytest.fixture
def feed(db, folder):
    source = make_source(name="Open places", key="open-places")
    return Feed.objects.create(source=source, location="places.csv")


def rows(*names):
    """A table of spaces with ids, all in Lyon."""
    return "id,name,city,country\n" + "".join(f"{name},{name},Lyon,FR\n" for name in names)


def packed(text):
    return gzip.compress(text.encode())
