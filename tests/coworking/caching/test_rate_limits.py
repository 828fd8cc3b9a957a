"""Rate limits are counted together by all processes, with and without Redis."""

import os
import subprocess
import sys
from collections import Counter
from threading import Lock

import pytest
from allauth.core import ratelimit
from django.conf import settings as site
from django.core.cache import caches
from django.db import OperationalError, connection
from django.test import RequestFactory

from coworking.accounts.models import User
from coworking.caching import data_version, limits
from coworking.caching.models import RateLimitCount
from coworking.caching.redis import ForgivingRedisCache
from tests.coworking.server.test_health import primary_down
from tests.factories import make_member
from tests.threads import at_once

LOGIN = "/en/account/login/"
ADDRESS = "198.51.100.7"
# What another worker does: it tries to sign in, in a process with nothing but the environment.
TRY = """
import sys
import django
django.setup()
from django.db import OperationalError, connection
connection.settings_dict["NAME"] = sys.argv[1]
from django.test import Client
client = Client()
tries = [{"login": "ann@example.org", "password": f"wrong {number}"} for number in range(4)]
print(*(client.post(sys.argv[2], data, REMOTE_ADDR=sys.argv[3]).content.count(b"Too many") for data in tries))
"""


def passed(client, number):
    """Whether a try to sign in was looked at, and not refused as one too many."""
    data = {"login": "ann@example.org", "password": f"wrong {number}"}
    return "Too many failed" not in client.post(LOGIN, data, REMOTE_ADDR=ADDRESS).content.decode()


def tries_of_another_process():
    """How many of four tries to sign in pass in a process of its own."""
    result = subprocess.run(
        [sys.executable, "-c", TRY, str(connection.settings_dict["NAME"]), LOGIN, ADDRESS],
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "coworking.settings",
            "DATABASE_URL": os.environ.get("DATABASE_URL", ""),
            "VAR_DIR": str(site.VAR_DIR),
            "SECRET_KEY": site.SECRET_KEY,
            "ALLOWED_HOSTS": "testserver",
            "DEBUG": "1",  # static files need not have been collected
        },
        cwd=site.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.split().count("0")


def test_the_processes_of_a_site_count_together(shared_database, client):
    make_member(email="ann@example.org", password="a long password")
    assert [passed(client, number) for number in range(3)] == [True] * 3
    assert tries_of_another_process() == 2
    assert not passed(client, 8)


def test_of_fifty_claims_at_once_from_one_address_forty_pass(shared_database):
    def claim(number):
        request = RequestFactory().post("/", REMOTE_ADDR=ADDRESS)
        return ratelimit.consume(request, action="claim", user=User(pk=number))

    assert Counter(at_once(50, claim)) == {True: 40, False: 10}


@pytest.mark.django_db
def test_whoever_locks_a_count_waits_for_the_others_and_is_refused_when_that_takes_too_long(monkeypatch):
    cache = caches["default"]
    assert cache.add("count:lock", 1, 60)
    with monkeypatch.context() as patched:  # while it sleeps, another process deletes the lock
        patched.setattr(limits.time, "sleep", lambda _seconds: cache.delete("count:lock"))
        assert cache.add("count:lock", 1, 60)
    monkeypatch.setattr(limits, "WAIT_SECONDS", 0.02)
    assert not cache.add("count:lock", 1, 60)
    turn = Lock()
    monkeypatch.setattr(limits, "_turns", [turn])
    with turn, pytest.raises(OperationalError):  # another thread asks the database, which is busy
        cache.add("other:lock", 1, 60)
    assert cache.add("other:lock", 1, 60)


def test_a_database_that_cannot_be_written_to_is_no_sign_of_too_many_tries(shared_database):
    with primary_down(), pytest.raises(OperationalError):
        caches["default"].add("count:lock", 1)


@pytest.mark.django_db
def test_what_is_no_lock_is_added_once_without_waiting():
    assert caches["default"].add("count", 1, 60)
    assert not caches["default"].add("count", 2, 60)


def test_counts_of_another_action_site_or_version_are_counted_apart():
    counts = [("login", "", 1), ("signup", "", 1), ("login", "site", 1), ("login", "", 2)]
    assert len({limits.hashed_key(*count) for count in counts}) == 4


@pytest.fixture
def redis_is_down(settings, monkeypatch):
    monkeypatch.setattr(ForgivingRedisCache, "paused_until", 0.0)
    settings.CACHES = {
        "default": {
            "BACKEND": "coworking.caching.redis.ForgivingRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
            "OPTIONS": {"FALLBACK": "database"},
        },
        "pages": {
            "BACKEND": "coworking.caching.redis.ForgivingRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        },
        "database": settings.CACHES["default"],
    }


@pytest.mark.django_db
def test_limits_hold_while_redis_is_down(redis_is_down, client):
    make_member(email="ann@example.org", password="a long password")
    assert [passed(client, number) for number in range(8)] == [True] * 5 + [False] * 3


@pytest.mark.django_db
def test_no_address_and_no_member_is_stored(client):
    passed(client, 1)
    stored = str(list(RateLimitCount.objects.values_list("cache_key", flat=True)))
    assert stored != "[]"
    assert ADDRESS not in stored
    assert "ann@" not in stored
    assert "login" not in stored


@pytest.mark.django_db
def test_a_count_is_no_change_of_a_page(client):
    before = data_version.versions()
    caches["default"].set("count", [1.0], 60)
    caches["default"].delete("count")
    assert data_version.versions() == before
