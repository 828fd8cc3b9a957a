"""Reading from replicas: writers read their own writes, and a replica that fails costs no page."""

from contextlib import contextmanager

import pytest
from django.db import connection, connections, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from coworking.database import replicas
from coworking.database.middleware import PIN_COOKIE
from reviews.comments.models import Comment
from tests.coworking.server.test_health import primary_down
from tests.factories import make_comment, make_member, make_space, make_user

PAGE = "/en/spaces/atelier-nord/"
COMMENTS = f"{PAGE}comments/"


def open_read_only(alias: str) -> None:
    """A second connection to the database of the tests, one that refuses every write."""
    ours = connection.settings_dict
    options = {"options": "-c default_transaction_read_only=on"} if connection.vendor == "postgresql" else {}
    name = f"file:{ours['NAME']}?mode=ro" if connection.vendor == "sqlite" else ours["NAME"]
    connections[alias] = type(connections["default"])(ours | {"NAME": name, "OPTIONS": options}, alias)


@pytest.fixture
def replica(shared_database, settings):
    """The alias of a replica that is never behind."""
    alias = "replica1"
    open_read_only(alias)
    settings.REPLICAS = [alias]
    settings.DATABASE_ROUTERS = ["coworking.database.routers.ReplicaRouter"]
    yield alias
    connections[alias].close()
    del connections[alias]
    replicas._replicas.clear()


@pytest.fixture
def space(replica):
    return make_space(name="Atelier Nord", slug="atelier-nord")


@pytest.fixture
def marie(replica):
    return make_member("Marie")


@contextmanager
def behind(alias: str):
    """The replica stays as it is now, whatever the primary writes."""
    with transaction.atomic(using=alias), connections[alias].cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT count(*) FROM spaces_space")
        yield


def queries(alias: str, client: Client, url: str) -> list[str]:
    with CaptureQueriesContext(connections[alias]) as seen:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in seen if "spaces_" in query["sql"] or "reviews_" in query["sql"]]


def test_a_visitor_reads_from_the_replica_only(space, replica, settings):
    settings.PAGE_CACHE_SECONDS = 0
    assert queries("default", Client(), PAGE) == []
    assert queries(replica, Client(), PAGE) != []


def test_a_visitor_gets_no_cookie(space):
    assert Client().get(PAGE).cookies == {}


def test_accounts_and_both_admins_are_read_from_the_primary(space, replica):
    client = Client()
    client.force_login(make_user(is_staff=True, is_superuser=True))
    assert queries("default", client, "/admin/spaces/space/") != []
    assert queries(replica, client, "/admin/spaces/space/") == []
    with CaptureQueriesContext(connections[replica]) as seen:
        client.get("/manage/", follow=True)
    assert len(seen) == 0


def test_a_writer_reads_their_write_at_once_and_others_once_replicated(space, marie, replica):
    writer, reader = Client(), Client()
    writer.force_login(marie)
    with behind(replica):
        answer = writer.post(COMMENTS, {"text": "Quiet in the morning.", "language": "en"})
        assert answer.cookies[PIN_COOKIE]["max-age"] > 5
        assert "Quiet in the morning." in writer.get(COMMENTS).content.decode()
        assert "Quiet in the morning." not in reader.get(COMMENTS).content.decode()
    assert "Quiet in the morning." in reader.get(COMMENTS).content.decode()


def test_a_write_during_a_get_request_goes_to_the_primary(space, marie, replica):
    """Account pages create a row at the first visit, and remove a stored draft from the session."""
    client = Client()
    client.post(COMMENTS, {"text": "Kept while I sign in."})
    client.force_login(marie)
    del client.cookies[PIN_COOKIE]
    assert "Kept while I sign in." in client.get(COMMENTS).content.decode()
    answer = client.get("/en/account/")
    assert answer.status_code == 200
    assert marie.authors.count() == 1
    assert PIN_COOKIE in answer.cookies


def test_a_row_that_was_read_from_the_replica_is_saved_on_the_primary(space, marie):
    client = Client()
    client.force_login(marie)
    comment = make_comment(space, "It has a terace.", marie)
    client.post(f"/en/comments/{comment.pk}/edit/", {"text": "It has a terrace.", "language": "en"})
    assert Comment.objects.get(pk=comment.pk).text == "It has a terrace."


def test_commands_and_transactions_read_from_the_primary(space, replica):
    with CaptureQueriesContext(connections[replica]) as seen:
        assert Comment.objects.count() == 0
        with transaction.atomic():
            assert Comment.objects.count() == 0
    assert len(seen) == 0


def lead_nowhere(alias: str) -> None:
    connections[alias].close()
    place = {"HOST": "127.0.0.1", "PORT": "9"} if connection.vendor == "postgresql" else {"NAME": "/no/where"}
    connections[alias].settings_dict.update(place)


def test_a_replica_that_does_not_answer_is_skipped_and_logged_once(space, replica, caplog):
    lead_nowhere(replica)
    for _page in range(3):
        assert Client().get(PAGE).status_code == 200  # without an exception on the way
    messages = [
        record.getMessage() for record in caplog.records if record.name == "coworking.database.replicas"
    ]
    assert messages == [f"Replica {replica} is left out: it does not answer. Reads go elsewhere."]


def test_a_page_is_retried_on_the_primary_when_its_replica_fails(space, replica, caplog):
    assert replicas.choose_replica() == replica  # it was well a moment ago
    good = dict(connections[replica].settings_dict)
    lead_nowhere(replica)
    answer = Client(raise_request_exception=False).get(PAGE)
    assert answer.status_code == 200
    assert "Atelier Nord" in answer.content.decode()
    assert replicas.choose_replica() is None
    connections[replica].settings_dict.update(good)
    replicas.get_replica(replica).check()
    assert replicas.choose_replica() == replica
    assert "is used again" in caplog.text


def test_pages_are_read_while_the_primary_is_down(space, replica):
    client = Client(raise_request_exception=False)
    with primary_down():
        assert client.get("/healthz").json()["database"] == "read-only"
        assert "Atelier Nord" in client.get(PAGE).content.decode()
        answer = client.post(COMMENTS, {"text": "Lost?"})
        assert answer.status_code == 503
        assert "was not saved" in answer.content.decode()


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_lag_is_measured_by_log_positions():
    clock = Clock()
    one = replicas.Replica("any", clock)
    assert one._lag(primary=50, replayed=40) == float("inf")  # nobody knows for how long
    clock.now += 2
    assert one._lag(primary=60, replayed=50) == 2  # it holds what was written two seconds ago
    clock.now += 2
    assert one._lag(primary=70, replayed=50) == 4
    clock.now += 2
    assert one._lag(primary=70, replayed=70) == 0


def test_time_without_writes_is_no_lag():
    clock = Clock()
    one = replicas.Replica("any", clock)
    assert one._lag(primary=50, replayed=50) == 0
    clock.now += 3600
    assert one._lag(primary=50, replayed=50) == 0


def test_a_replica_with_too_much_lag_is_not_used(replica, settings, caplog):
    settings.REPLICA_MAX_LAG_SECONDS = -1
    replicas.get_replica(replica).check()
    assert replicas.choose_replica() is None
    assert "behind" in caplog.text
