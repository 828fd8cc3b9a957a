"""Moving a site to another database engine and back, completely or not at all."""

import io
import os
import uuid

import psycopg
import pytest
from django.contrib.auth.models import Group, Permission
from django.core.management import CommandError, call_command
from django.db import connections
from django.test import Client

from coworking.accounts.models import User
from coworking.database import transfer
from spaces.directory.models import Space
from spaces.photos.models import Photo
from spaces.provenance.models import Statement
from tests.factories import make_comment, make_member, make_plan, make_space, make_statement, make_user

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
    """A bit of everything: accounts, sessions, texts of all scripts, JSON, decimals, empty dates."""
    moderator = make_user("mod@example.org", is_staff=True)
    moderator.groups.add(Group.objects.create(name="helpers"))
    moderator.user_permissions.add(Permission.objects.get(codename="view_space"))
    space = make_space(
        "Café Łódź 東京", amenities=("wifi", "coffee"), former_names=("L’Ancien",), street="Rue 1\n"
    )
    make_statement(space, {"name": "x", "latitude": 50.0, "rooms": [1, 2.5, None, "é\\n"]})
    make_plan(space, "18.50")
    Photo.objects.create(space=space, image="photos/a-240.webp", width=240, height=160, widths=[240])
    marie = make_member("Marie", password="a long password")
    make_comment(space, "Bright, “quiet”, 100 % calm.\nTwo lines.", marie)
    Client().force_login(marie)
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


def test_a_site_moves_to_postgresql_and_back(site, postgresql, tmp_path):
    before = tallies("default")
    output = move(postgresql)
    assert "Everything arrived." in output
    assert counted(output) == {table: tally.rows for table, tally in before.items() if tally.rows}
    home = f"sqlite:///{tmp_path}/back.sqlite3"
    with transfer.open_database(postgresql, "away") as away, transfer.open_database(home) as back:
        assert tallies(away) == before
        with transfer.fill_empty(back):
            transfer.move(away, back, transfer.all_models(), lambda table, rows: None)
        assert tallies(back) == before
        for alias in (away, back):
            rows_get_new_keys(alias)


def rows_get_new_keys(alias):
    user = User(email="new@example.org")
    user.save(using=alias)
    assert user.pk == User.objects.using(alias).latest("pk").pk
    statement = Statement.objects.using(alias).get()
    statement.pk, statement.ref = None, "another"
    statement.save(using=alias)
    assert Space.objects.using(alias).get().statements.using(alias).count() == 2


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request, tmp_path):
    """An empty database of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/target.sqlite3"
    return request.getfixturevalue("postgresql")


def tables(url):
    with transfer.open_database(url) as alias:
        return connections[alias].introspection.table_names()


def test_a_dry_run_reports_the_tables_and_leaves_nothing(site, target):
    output = move(target, dry_run=True)
    assert counted(output)["spaces_space"] == 1
    assert "taken back" in output
    assert tables(target) == []


def test_a_database_with_tables_is_refused_and_unchanged(site, target):
    with transfer.open_database(target) as alias, connections[alias].cursor() as cursor:
        cursor.execute("CREATE TABLE precious (id integer)")
    with pytest.raises(CommandError, match="empty database"):
        move(target)
    assert tables(target) == ["precious"]


def test_sessions_can_be_left_out(site, tmp_path):
    output = move(f"sqlite:///{tmp_path}/target.sqlite3", without_sessions=True)
    assert "django_session" not in counted(output)


def test_a_value_that_does_not_fit_moves_nothing_at_all(site, postgresql):
    if connections["default"].vendor != "sqlite":
        pytest.skip("only SQLite takes a text that is too long")
    Space.objects.update(phone="0" * 100)
    with pytest.raises(CommandError, match="spaces_space: .*too long"):
        move(postgresql)
    assert tables(postgresql) == []


def test_a_database_that_does_not_answer_is_reported(site):
    with pytest.raises(CommandError, match="does not answer"):
        move("postgres://nobody@127.0.0.1:9/none")
