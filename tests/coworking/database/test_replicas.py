"""Reading from replicas: writers read their own writes, and a replica that fails costs no page."""

from contextlib import contextmanager

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.core.cache.backends.db import BaseDatabaseCache
from django.core.exceptions import MiddlewareNotUsed
from django.db import OperationalError, connection, connections, transaction
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from coworking.accounts.models import User
from coworking.database import replicas
from coworking.database.middleware import PIN_COOKIE, ReplicaMiddleware, may_lag, pin_to_primary
from coworking.database.routers import ReadState, ReplicaRouter, read_state
from reviews.comments.models import Comment
from spaces.directory.models import Space
from tests.coworking.server.test_health import primary_down
from tests.factories import make_comment, make_member, make_space, make_user

PAGE = "/en/spaces/atelier-nord/"
COMMENTS = f"{PAGE}comments/"
router = ReplicaRouter()


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


@contextmanager
def request_on(alias: str | None):
    """The state of a request that reads from this replica."""
    state = ReadState(alias)
    token = read_state.set(state)
    yield state
    read_state.reset(token)


def test_a_transaction_in_a_request_reads_from_the_primary(replica):
    """It must see what it locks and writes."""
    with CaptureQueriesContext(connections[replica]) as seen, request_on(replica):
        Comment.objects.count()
        assert len(seen) == 1
        with transaction.atomic():
            Comment.objects.count()
        assert len(seen) == 1
        Comment.objects.count()
    assert len(seen) == 2


def test_facts_are_read_from_the_replica_and_accounts_from_the_primary():
    with request_on("replica1"):
        assert {router.db_for_read(model) for model in (Space, Comment)} == {"replica1"}
        rate_limits = BaseDatabaseCache("limits", {}).cache_model_class
        accounts = (User, Session, Group, EmailAddress, LogEntry, ContentType, rate_limits)
        assert {router.db_for_read(model) for model in accounts} == {"default"}
    with request_on(None):
        assert router.db_for_read(Space) == "default"


def test_from_its_first_write_on_a_request_reads_from_the_primary():
    with request_on("replica1") as state:
        assert router.db_for_write(Space) == "default"
        assert router.db_for_read(Space) == "default"
    assert state.has_written


def test_replicas_are_not_migrated(settings):
    settings.REPLICAS = ["replica1"]
    assert router.allow_migrate("replica1", "spaces") is False
    assert router.allow_migrate("default", "spaces") is None


def test_rows_of_the_replica_and_of_the_primary_may_be_related():
    one, other = Space(), Comment()
    one._state.db, other._state.db = "default", "replica1"
    assert router.allow_relation(one, other) is True


@pytest.mark.parametrize(
    ("method", "path", "lags"),
    [
        ("get", PAGE, True),
        ("head", PAGE, True),
        ("options", PAGE, True),
        ("post", PAGE, False),
        ("delete", PAGE, False),
        ("get", "/admin/spaces/space/", False),
        ("get", "/manage/", False),
        ("get", "/fr/account/login/", False),
        ("get", "/en/spaces/admin/", True),
    ],
)
def test_only_public_pages_may_lag(method, path, lags):
    request = getattr(RequestFactory(), method)(path)
    assert may_lag(request) is lags
    request.COOKIES[PIN_COOKIE] = "1"
    assert may_lag(request) is False


@pytest.mark.parametrize("https", [False, True])
def test_the_cookie_of_a_writer_outlasts_the_lag(settings, https):
    settings.HTTPS = https
    response = HttpResponse()
    pin_to_primary(response)
    cookie = response.cookies[PIN_COOKIE]
    assert cookie["max-age"] >= settings.REPLICA_MAX_LAG_SECONDS + 2 * replicas.CHECK_SECONDS
    assert (cookie["httponly"], cookie["samesite"], bool(cookie["secure"])) == (True, "Lax", https)
    assert "private" in response["Cache-Control"]


def test_an_error_that_is_not_the_replicas_is_not_retried():
    middleware = object.__new__(ReplicaMiddleware)
    request = RequestFactory().get(PAGE)
    with request_on("replica1"):
        assert middleware.process_exception(request, ValueError()) is None
    with request_on(None):
        assert middleware.process_exception(request, OperationalError()) is None
    assert middleware.process_exception(request, OperationalError()) is None


def test_without_replicas_there_is_no_middleware(settings):
    settings.REPLICAS = []
    with pytest.raises(MiddlewareNotUsed):
        ReplicaMiddleware(HttpResponse)


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


def checks_at(one: replicas.Replica, clock: Clock, *times: float) -> list[int]:
    """How many checks are made by asking at these times, in seconds from now."""
    start, counts = clock.now, []
    for seconds in times:
        clock.now = start + seconds
        with CaptureQueriesContext(connections[one.alias]) as seen:
            one.is_usable()
        counts.append(len(seen))
    return counts


def test_a_replica_is_checked_every_two_seconds_and_after_a_fault_every_ten(replica, settings):
    clock = Clock()
    one = replicas.Replica(replica, clock)
    assert checks_at(one, clock, 0, 1.9, 2, 3.9) == [1, 0, 1, 0]
    settings.REPLICA_MAX_LAG_SECONDS = -1
    assert checks_at(one, clock, 2, 11.9, 12) == [1, 0, 1]
    assert not one.is_usable()


def test_one_thread_checks_and_the_others_do_not_wait_for_it(replica):
    one = replicas.Replica(replica, Clock())
    with one.checking:
        assert checks_at(one, one.clock, 0) == [0]
    assert checks_at(one, one.clock, 0) == [1]


def test_a_replica_within_the_allowed_lag_is_used(replica, settings):
    settings.REPLICA_MAX_LAG_SECONDS = 0
    replicas.get_replica(replica).check()
    assert replicas.choose_replica() == replica


def test_pages_are_spread_over_all_replicas_that_are_well(settings, monkeypatch):
    settings.REPLICAS = ["replica1", "replica2", "replica3"]
    monkeypatch.setattr(replicas, "_replicas", {})
    for alias in settings.REPLICAS:
        replicas.get_replica(alias).next_check = float("inf")
    replicas.get_replica("replica3").is_healthy = False
    assert {replicas.choose_replica() for _time in range(100)} == {"replica1", "replica2"}


def test_a_replica_with_too_much_lag_is_not_used(replica, settings, caplog):
    settings.REPLICA_MAX_LAG_SECONDS = -1
    replicas.get_replica(replica).check()
    assert replicas.choose_replica() is None
    assert "behind" in caplog.text
