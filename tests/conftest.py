"""Fixtures for all tests: fast settings, a temporary folder for files, a few real cities."""

import csv
import datetime as dt
import io
import os
import sqlite3
import tempfile
import zlib

import pytest
import time_machine
from django.conf import settings as django_settings
from django.core.cache import caches
from django.core.cache.backends.db import DatabaseCache
from django.core.management import call_command
from django.db import connection
from django.test import SimpleTestCase, override_settings
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from coworking.caching import memoize
from coworking.pictures import processing
from spaces.analytics import counters
from spaces.demo import pictures
from spaces.demo.open_data import FILES
from spaces.demo.records import read_records, sample_records
from spaces.geography.models import City
from tests.factories import make_city

# Times on a busy machine say nothing about the code.
hypothesis_settings.register_profile("dev", deadline=None, max_examples=50)
hypothesis_settings.register_profile("ci", deadline=None, max_examples=100, derandomize=True)
hypothesis_settings.load_profile("ci" if os.environ.get("CI") else "dev")

# These take long, most of it waiting for other processes. What starts last leaves the other workers idle.
FIRST = ("tests/safety/test_hostile_files.py", "tests/coworking/database/", "tests/browser/")
OPENS = "_django_db_helper"  # the fixture by which pytest-django opens the database, whoever asks for it


# For tests that depend on the day: the last minute of a year, a day years from now, a leap day.
DAYS = ("2027-12-31T23:59", "2029-12-01T12:00", "2032-02-29T12:00")


def pytest_configure(config):
    """Run all tests as if the day in TEST_TODAY had come: `make test TODAY=2029-12-01`."""
    if today := os.environ.get("TEST_TODAY"):
        travel = time_machine.travel(dt.datetime.fromisoformat(today))
        travel.start()
        config.add_cleanup(travel.stop)


def pytest_addoption(parser):
    parser.addoption(
        "--only-database",
        action="store_true",
        help="run only what another database may change: the tests that use it and are not marked `once`",
    )


def pytest_collection_modifyitems(config, items):
    """Start with the longest; with --only-database, select what another database may change."""
    items.sort(key=lambda item: not item.nodeid.startswith(FIRST))
    if config.getoption("--only-database"):
        config.hook.pytest_deselected(items=[item for item in items if not depends_on_database(item)])
        items[:] = filter(depends_on_database, items)


def depends_on_database(item: pytest.Item) -> bool:
    return uses_database(item) and item.get_closest_marker("once") is None


def uses_database(item: pytest.Item) -> bool:
    """The test has the mark, is a test case of Django, or asks for a fixture that opens the database."""
    is_case = issubclass(getattr(item, "cls", None) or object, SimpleTestCase)
    is_marked = item.get_closest_marker("django_db") is not None
    return is_case or is_marked or not {OPENS, "django_db_setup"}.isdisjoint(item.fixturenames)


def pytest_fixture_setup(fixturedef, request):
    """No test opens the database without saying so beforehand: --only-database would leave it out."""
    if fixturedef.argname == OPENS and not uses_database(request.node):
        pytest.fail("mark this test with pytest.mark.django_db: it opens the database while it runs")


# From GeoNames (CC BY 4.0).
CITIES = (
    # name, country, latitude, longitude, time zone, population, GeoNames id, other names
    ("Brussels", "BE", 50.85045, 4.34878, "Europe/Brussels", 1_019_022, 2800866, "Bruxelles Brussel Brüssel"),
    ("Liège", "BE", 50.63373, 5.56749, "Europe/Brussels", 195_278, 2792413, "Luik Lüttich Liegi"),
    ("Mons", "BE", 50.45413, 3.95229, "Europe/Brussels", 95_299, 2790869, "Bergen"),
    ("Bergen", "NO", 60.39299, 5.32415, "Europe/Oslo", 294_029, 3161732, "Björgvin"),
    ("Lyon", "FR", 45.74906, 4.84789, "Europe/Paris", 520_774, 2996944, "Lyons Lione"),
    ("Paris", "FR", 48.85341, 2.3488, "Europe/Paris", 2_138_551, 2988507, "Parigi Parijs Париж"),
    ("Paris", "US", 33.66094, -95.55551, "America/Chicago", 24_782, 4717560, "Париж"),
    ("London", "GB", 51.50853, -0.12574, "Europe/London", 8_961_989, 2643743, "Londres Londen Лондон"),
    ("Islington", "GB", 51.53622, -0.10304, "Europe/London", 319_143, 2646003, ""),
    ("Auckland", "NZ", -36.84853, 174.76349, "Pacific/Auckland", 1_547_200, 2193733, "Tāmaki-makau-rau"),
    ("Suva", "FJ", -18.13683, 178.42531, "Pacific/Fiji", 77_366, 2198148, ""),
)


@pytest.fixture(scope="session", autouse=True)
def quick_settings(tmp_path_factory):
    """Settings that differ in tests: fast password hashes, plain static files, a temporary folder."""
    root = tmp_path_factory.mktemp("files")
    (root / "static").mkdir()
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        VAR_DIR=root,
        STRICT_TEMPLATES=True,
        PAGE_CACHE_SECONDS=60,
        MEDIA_ROOT=root / "media",
        STATIC_ROOT=root / "static",
        STORAGES={
            "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
    ):
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """Name the test database after the checkout, so that two of them can be tested at once.

    Commits need not survive a power failure, so they do not wait for the disk.
    """
    if connection.vendor == "postgresql":
        connection.settings_dict["OPTIONS"]["options"] = "-c synchronous_commit=off"
        connection.ops.sql_flush = delete_rows
        test = connection.settings_dict["TEST"]
        name = test["NAME"] or f"test_{connection.settings_dict['NAME']}"
        test["NAME"] = f"{name}_{zlib.crc32(bytes(django_settings.BASE_DIR)):08x}"


def delete_rows(style, tables, *, reset_sequences=False, **options) -> list[str]:
    """SQL that empties tables after a test that commits: by DELETE as on SQLite, and not by TRUNCATE.

    TRUNCATE makes new files for each table and index, and these tables hold a few rows. Foreign keys are
    looked at when it commits, so any order of the tables will do.
    """
    if reset_sequences:
        return type(connection.ops).sql_flush(connection.ops, style, tables, reset_sequences=True, **options)
    return [f"DELETE FROM {connection.ops.quote_name(table)}" for table in tables]


@pytest.fixture(autouse=True)
def fresh_caches():
    """Start each test without rate limits, cached pages, pending counts and memoised values.

    Memoised values belong to a data version, which a rollback takes back. A live server's threads fill caches
    that this thread has not opened, so all are cleared, opened or not. What is cached in the database goes
    with the rest of it when a test ends.
    """
    memoize.clear()
    for cache in caches.all():
        if not isinstance(cache, DatabaseCache):
            cache.clear()
    counters.pending.take()


@pytest.fixture(autouse=True)
def own_language():
    """Start each test in the default language.

    Django leaves the language of the last request active in its thread.
    """
    translation.deactivate()


@pytest.fixture(params=DAYS)
def any_day(request):
    """Run a test on each of these days: what it expects must not depend on when it is run."""
    with time_machine.travel(dt.datetime.fromisoformat(request.param)):
        yield


@pytest.fixture
def stopped_clock():
    """Let no time pass in a test of what is counted by the minute, however busy the machine is."""
    with time_machine.travel(dt.datetime.now(dt.UTC), tick=False):
        yield


@pytest.fixture
def shared_database(transactional_db):
    """A real database that many threads may use at once: PostgreSQL as it is, SQLite as a file.

    SQLite's tests run in memory, which threads cannot share as they share a file. The file is a copy of it.
    """
    if connection.vendor != "sqlite":
        yield
        return
    memory = connection.connection
    name = connection.settings_dict["NAME"]
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/shared.sqlite3"
        with sqlite3.connect(path) as file:
            memory.backup(file)
        connection.connection = None
        connection.settings_dict["NAME"] = path
        connection.is_in_memory_db = lambda: False
        connection.ensure_connection()
        yield
        connection.connection.close()
        del connection.is_in_memory_db
        connection.connection = memory
        connection.settings_dict["NAME"] = name


@pytest.fixture
def gazetteer(db) -> dict[str, City]:
    """Eleven real cities, by slug; the one in Texas is `paris-us`. Mons is called Bergen too."""
    found: dict[str, City] = {}
    for name, country, latitude, longitude, timezone, population, geonameid, others in CITIES:
        city = make_city(
            name,
            country,
            names=tuple(others.split()),
            latitude=latitude,
            longitude=longitude,
            timezone=timezone,
            population=population,
            geonameid=geonameid,
        )
        found[f"{city.slug}-{country.lower()}" if city.slug in found else city.slug] = city
    return found


def make_capitals() -> None:
    """A gazetteer of one city for each country of the demo data; its other cities come as villages."""
    rows = (row for data in FILES for row in csv.DictReader(data.path.open(encoding="utf-8")))
    records = (
        *read_records("spaces.json"),
        *read_records("programmes.json"),
        *read_records("events.json"),
        *sample_records(),
        *rows,
    )
    for country in sorted({record["country"] for record in records}):
        make_city(f"Capital of {country}", country, geonameid=10**8 + ord(country[0]) * 256 + ord(country[1]))


@pytest.fixture
def quick_pictures(monkeypatch):
    """Draw the photos of samples coarsely, and only in their smallest size."""
    monkeypatch.setattr(pictures, "SCALE", 1)
    monkeypatch.setattr(processing, "WIDTHS", processing.WIDTHS[:1])


@pytest.fixture
def demo(db, quick_pictures):
    """The demo data, samples and their pictures included."""
    make_capitals()
    call_command("load_demo", stdout=io.StringIO())
