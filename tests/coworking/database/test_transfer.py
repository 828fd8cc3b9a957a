"""Moving a site to another database engine and back, completely or not at all."""

import io
import json
import os
import subprocess
import sys
import uuid

import psycopg
import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections
from django.db.models.signals import post_migrate
from django.test import Client

from coworking.accounts.models import User
from coworking.database.backups import transfer
from spaces.directory.models import Space
from spaces.provenance.models import Statement
from tests.coworking.database.full_site import make_full_site, missing
from tests.pages import page

SERVER = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres")


@pytest.fixture
def postgresql():
    """The address of a new, empty database."""
    name = f"test_move_{uuid.uuid4().hex}"
    try:
        server = psycopg.connect(SERVER, autocommit=True, connect_timeout=3)
    except psycopg.OperationalError:
        assert os.environ.get("CI") != "true", "CI needs PostgreSQL"
        pytest.skip("PostgreSQL does not answer")
    with server:
        server.execute(f"CREATE DATABASE {name}")
        yield SERVER.rpartition("/")[0] + f"/{name}"
    with psycopg.connect(SERVER, autocommit=True) as server:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def site(transactional_db):
    """A site with everything in it."""
    space = make_full_site()
    assert missing() == set(), "a new model or relation: add a row of it to full_site.py"
    return space


def move(url, **options):
    out = io.StringIO()
    call_command("move_database", url, stdout=out, **options)
    return out.getvalue()


def counted(output):
    """{table: rows} in the output of the command."""
    lines = (line.partition(": ") for line in output.splitlines() if " rows" in line)
    return {table: int(rest.split()[0]) for table, _colon, rest in lines}


def tallies(alias):
    found = {}
    for model in transfer.all_models():
        tally = transfer.TableDigest()
        for row in transfer._rows(model, alias):
            tally.add(row)
        found[model._meta.db_table] = tally
    return found


@pytest.fixture
def other_kind(request, tmp_path):
    """An empty database of the other kind than the site's."""
    if connections["default"].vendor == "postgresql":
        return f"sqlite:///{tmp_path}/other.sqlite3"
    return request.getfixturevalue("postgresql")


@pytest.fixture
def same_kind(request, tmp_path):
    """An empty database of the site's kind."""
    if connections["default"].vendor == "postgresql":
        return request.getfixturevalue("postgresql")
    return f"sqlite:///{tmp_path}/same.sqlite3"


@pytest.fixture
def immediate_constraints():
    """Foreign keys of PostgreSQL checked row by row, as Django leaves them after adding one in a migration.

    Rows must then arrive before those that refer to them.
    """

    def check_immediately(using, **kwargs):
        if connections[using].vendor == "postgresql":
            with connections[using].cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    post_migrate.connect(check_immediately)
    yield
    post_migrate.disconnect(check_immediately)


def test_a_site_with_everything_in_it_moves_to_the_other_engine_and_back(
    site, other_kind, same_kind, immediate_constraints, tmp_path
):
    before = tallies("default")
    output = move(other_kind)
    assert "Everything arrived." in output
    assert counted(output) == {table: tally.rows for table, tally in before.items()}
    with (
        transfer.open_database(other_kind, "away") as away,
        transfer.open_database(same_kind, "back") as back,
    ):
        assert tallies(away) == before
        with transfer.fill_empty(back):
            transfer.move(away, back, transfer.all_models(), lambda table, rows: None)
        assert tallies(back) == before
        for alias in (away, back):
            rows_get_new_keys(alias)
    assert_serves_the_same_pages(site, other_kind, tmp_path)


def assert_serves_the_same_pages(site, url, tmp_path):
    address = site.get_absolute_url()
    paths = [
        "/en/be/liege/?q=café+wifi",
        "/en/be/liege/?amenity=coffee",
        address,
        f"{address}comments/",
        "/en/events/",
        "/en/programmes/",
    ]
    client = Client(headers={"host": "localhost"})
    here = [client.get(path).content.decode() for path in paths]
    environment = {"DATABASE_URL": url, "VAR_DIR": str(tmp_path), "DEBUG": "1"}
    done = subprocess.run(
        [sys.executable, "-c", READ_PAGES, json.dumps(paths)],
        env=os.environ | environment | {"DJANGO_SETTINGS_MODULE": "coworking.settings"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    shown = [page(text).one("main").text for text in json.loads(done.stdout)]
    assert shown == [page(text).one("main").text for text in here]
    assert [text for text in shown[:2] if "Café Łódź 東京" not in text] == []


READ_PAGES = """
import json
import sys
import django
django.setup()
from django.db.models.signals import post_migrate
from django.test import Client
client = Client(headers={"host": "localhost"})
print(json.dumps([client.get(path).content.decode() for path in json.loads(sys.argv[1])]))
"""


def rows_get_new_keys(alias):
    user = User(email="new@example.org")
    user.save(using=alias)
    assert user.pk == User.objects.using(alias).latest("pk").pk
    statement = Statement.objects.using(alias).latest("pk")
    statement.pk, statement.ref = None, "another"
    statement.save(using=alias)
    assert statement.pk == Statement.objects.using(alias).latest("pk").pk


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request, tmp_path):
    """An empty database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/target.sqlite3"
    return request.getfixturevalue("postgresql")


def tables(url):
    with transfer.open_database(url) as alias:
        return connections[alias].introspection.table_names()


def test_a_dry_run_reports_the_tables_and_leaves_nothing(site, other_kind):
    """It leaves sessions out too, if asked; the test that moves everything moves them."""
    output = move(other_kind, dry_run=True, without_sessions=True)
    assert counted(output)["spaces_space"] == 3
    assert "django_session" not in counted(output)
    assert "taken back" in output
    assert tables(other_kind) == []


def test_a_database_with_tables_is_refused_and_unchanged(transactional_db, target):
    with transfer.open_database(target) as alias, connections[alias].cursor() as cursor:
        cursor.execute("CREATE TABLE precious (id integer)")
    with pytest.raises(CommandError, match="empty database"):
        move(target)
    assert tables(target) == ["precious"]


@pytest.mark.once
def test_a_value_that_does_not_fit_moves_nothing_at_all(site, postgresql):
    """Only SQLite takes a text that is too long."""
    Space.objects.update(phone="0" * 100)
    with pytest.raises(CommandError, match="spaces_space: .*too long"):
        move(postgresql)
    assert tables(postgresql) == []


def test_a_database_that_does_not_answer_is_reported(transactional_db):
    with pytest.raises(CommandError, match="does not answer"):
        move("postgres://nobody@127.0.0.1:9/none")
