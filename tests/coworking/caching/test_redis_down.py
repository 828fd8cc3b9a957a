"""While Redis is down, values are computed, and a warning is logged."""

import pytest
from django.core.cache import caches
from django.test import override_settings

from coworking.caching.redis import ForgivingRedisCache

CLOSED_PORT = "redis://127.0.0.1:1/0"
BACKEND = "coworking.caching.redis.ForgivingRedisCache"


@pytest.fixture
def cache(monkeypatch):
    monkeypatch.setattr(ForgivingRedisCache, "paused_until", 0.0)
    down = {"BACKEND": BACKEND, "LOCATION": CLOSED_PORT}
    with override_settings(CACHES={"default": down, "pages": down}):
        yield caches["default"]


def test_reads_find_nothing_and_writes_are_ignored(cache):
    cache.set("key", 1)
    assert cache.get("key", "nothing") == "nothing"
    assert cache.get_many(["key"]) == {}
    assert cache.get_or_set("key", lambda: 7) == 7
    assert cache.incr("key", 2) == 2
    assert cache.add("key", 1)
    assert not cache.has_key("key")
    assert not cache.delete("key")


def test_a_warning_is_logged_once_per_pause(cache, caplog):
    for _time in range(5):
        cache.get("key")
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "does not answer" in caplog.text


@pytest.mark.django_db
def test_pages_and_rate_limited_forms_work_without_redis(cache, client, gazetteer):
    assert client.get(gazetteer["liege"].get_absolute_url()).status_code == 200
    assert (
        client.post("/en/account/login/", {"login": "nobody@example.org", "password": "x"}).status_code == 200
    )
