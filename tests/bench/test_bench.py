"""The benchmark asks for pages that exist, and notices when another one comes."""

import dataclasses
import io

import pytest
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client

from reviews.comments.models import Comment
from spaces.directory.models import Space
from tests.bench import __main__ as bench
from tests.bench import changes
from tests.bench.client import TRIVIAL, Answer
from tests.bench.counting import ANSWER, ASK
from tests.bench.measure import check
from tests.bench.pages import WrongPage, all_pages
from tests.bench.rows import write_csv
from tests.spaces.importers.importing import run

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(gazetteer):
    call_command("make_spaces", "160", stdout=io.StringIO())
    return {page.name: page for page in all_pages()}


def answer_of(path: str) -> Answer:
    response = Client().get(path)
    return Answer(response.status_code, b"", response.content, 0.0)


def test_every_url_returns_the_expected_page(pages):
    assert {
        "city",
        "words, rare",
        "near me, 10 km",
        "autocomplete",
        "map clusters",
        "deep page",
    } <= pages.keys()
    for page in pages.values():
        for ask in page.asks[:3]:
            check(ask, answer_of(ask.path))


def test_an_unexpected_page_is_an_error(pages):
    first, second = pages["city"].asks[:2]
    with pytest.raises(WrongPage, match="missing"):
        check(first, answer_of(second.path.replace("/spaces/", "/")))
    with pytest.raises(WrongPage, match="cards"):
        check(dataclasses.replace(first, cards=99), answer_of(first.path))
    with pytest.raises(WrongPage, match="status 404"):
        check(first, answer_of("/en/be/no-such-city/"))


def test_every_row_of_the_file_that_is_imported_beside_readers_becomes_a_space(gazetteer, tmp_path):
    write_csv(tmp_path / "rows.csv", 30)
    report = run(tmp_path / "rows.csv")
    assert (report["read"], report["created"]) == (30, 30)
    assert Space.objects.exclude(opening_hours="").exists()
    assert Space.objects.exclude(day_price=None).exists()


def test_queries_are_counted_when_asked(settings):
    settings.ROOT_URLCONF = "tests.bench.urls"
    settings.MIDDLEWARE = ["tests.bench.counting.count_queries", *settings.MIDDLEWARE]
    assert int(Client().get("/en/about/", headers={ASK: "1"})[ANSWER]) > 1
    assert ANSWER not in Client().get("/en/about/")
    assert Client().get(TRIVIAL).content == b"trivial"


def test_the_table_has_a_line_for_every_page_and_database():
    row = {
        "name": "city", "aims": [12, 20], "median": 0.004, "p95": 0.008, "trivial": 0.0005, "queries": 9,
        "raw": 40000, "gzip": 9000, "rate": 200, "trivial_rate": 3000,
    }  # fmt: skip
    after = [{"name": "city", "again": 4.0, "comment": 4.4, "edit": 5.0, "batch": 6.0}]
    rates = {"idle": 1000.0, "comment": 900.0}
    result = {"rows": [row], "memory": 120.0, "after": after, "rates": rates}
    text = bench.table({"SQLite": result, "PostgreSQL": result}, 100)
    line = "| city | SQLite | 4.00 | 8.00 | 8.0 (12) | 16.0 (20) | 200 | 9 | 40.0 | 9.0 |"
    assert line in text.splitlines()
    assert line.replace("SQLite", "PostgreSQL") in text.splitlines()
    assert "largest worker 120 MB" in text
    assert "| city | 4.0 | 1.10 | 1.25 | 1.50 |" in text.splitlines()
    assert "| comment | 900 | 90% |" in text.splitlines()


@pytest.fixture
def one_connection():
    """Requests of a WSGI handler keep the connection of the test, as those of Django's test client do."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def test_pages_are_measured_after_changes_that_change_something(pages, one_connection, monkeypatch):
    monkeypatch.setattr(changes, "ROUNDS", 1)
    monkeypatch.setattr(changes, "ASKS", 1)
    rows = changes.measure([pages["city"], pages["home"]])
    assert [sorted(row) for row in rows] == [["again", "batch", "comment", "edit", "name"]] * 2
    assert Comment.objects.filter(text__startswith="Quiet, number").count() == 2
    assert Space.objects.filter(description__startswith="Edited, number").exists()
    assert Space.objects.filter(description__startswith="Imported, number").exists()
