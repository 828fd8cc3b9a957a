"""A geocoder on this machine, and a space in Brussels that has a street and no position."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.factories import make_city, make_source, make_space, make_statement

BRUSSELS = (50.85045, 4.34878)


class Geocoder(ThreadingHTTPServer):
    """Answers every request with `answer`: JSON, or (status, headers, body).

    `asked` are the parameters of each request, `agents` the User-Agent of each.
    """

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.answer, self.asked, self.agents = photon(), [], []


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.asked.append({name: one for name, [one] in parse_qs(urlsplit(self.path).query).items()})
        self.server.agents.append(self.headers["User-Agent"])
        answer = self.server.answer
        status, headers, body = answer if isinstance(answer, tuple) else (200, {}, json.dumps(answer))
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args):
        pass


def collection(*features):
    return {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "geometry": {"type": "Point", "coordinates": [lon, lat]}, "properties": found}
            for (lat, lon), found in features
        ],
    }


def photon(at=(50.8401, 4.3605), **changed):
    """An answer of Photon: one building."""
    found = {"type": "house", "countrycode": "BE", "street": "Rue du Trône", "postcode": "1050"} | changed
    return collection((at, {"osm_key": "building", "housenumber": "12", **found}))


@pytest.fixture
def geocoder(settings):
    with Geocoder() as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        settings.GEOCODER_URL = f"http://127.0.0.1:{server.server_port}/search"
        settings.GEOCODER_FORMAT = "photon"
        settings.GEOCODER_NAME = "Our Photon"
        settings.GEOCODER_LICENCE = "ODbL"
        settings.GEOCODER_ATTRIBUTION = "© OpenStreetMap contributors"
        settings.GEOCODER_PAUSE_SECONDS = 0
        yield server
        server.shutdown()


@pytest.fixture
def brussels(db):
    return make_city("Brussels", latitude=BRUSSELS[0], longitude=BRUSSELS[1])


@pytest.fixture
def mill(brussels):
    """A space of a survey that gave its street and not its position."""
    address = {"street": "12 rue du Trône", "postcode": "1050"}
    space = make_space("The Mill", slug="the-mill", city=brussels, latitude=None, longitude=None, **address)
    make_statement(space, address, source=make_source("A survey"), as_of="2024-05")
    return space
