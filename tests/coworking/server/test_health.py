"""The health check, and error pages while the database is down."""

from contextlib import contextmanager

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client


@contextmanager
def primary_down():
    """The database that is written to leads nowhere."""
    connection.ensure_connection()
    good = dict(connection.settings_dict)
    opened, connection.connection = connection.connection, None
    bad = {"HOST": "127.0.0.1", "PORT": "9"} if connection.vendor == "postgresql" else {"NAME": "/no/where"}
    connection.settings_dict.update(bad)
    try:
        yield
    finally:
        connection.connection = opened
        connection.settings_dict.update(good)


@pytest.fixture
def no_database(shared_database):
    with primary_down():
        yield


@pytest.mark.django_db
def test_ok_when_the_primary_answers(settings, django_assert_num_queries):
    settings.SECURE_SSL_REDIRECT = True
    with django_assert_num_queries(2):
        answer = Client().get("/healthz", headers={"host": "10.0.0.7"})
    assert (answer.status_code, answer.json()) == (200, {"database": "ok", "migrations": "ok", "cache": "ok"})
    assert answer["Cache-Control"] == "no-store"
    assert answer.cookies == {}


def test_503_when_no_database_answers(no_database):
    answer = Client().get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"database": "down", "migrations": "unknown", "cache": "ok"}


@pytest.mark.django_db
def test_503_while_a_migration_of_this_code_is_not_applied():
    MigrationRecorder(connection).record_unapplied("spaces", "0001_initial")
    answer = Client().get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"database": "ok", "migrations": "pending", "cache": "ok"}


@pytest.mark.django_db
def test_a_database_with_migrations_of_newer_code_is_healthy():
    MigrationRecorder(connection).record_applied("spaces", "9999_of_newer_code")
    assert Client().get("/healthz").json()["migrations"] == "ok"


@pytest.mark.django_db
def test_a_cache_that_does_not_answer_is_named_and_the_site_stays_healthy(settings):
    settings.CACHES = settings.CACHES | {
        "pages": {
            "BACKEND": "coworking.caching.redis.ForgivingRedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",  # a closed port
        }
    }
    answer = Client().get("/healthz")
    assert (answer.status_code, answer.json()["cache"]) == (200, "down")


def test_a_page_without_a_database_is_503_with_retry_after(no_database):
    client = Client(raise_request_exception=False)
    answer = client.get("/en/spaces/")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "30"
    assert "cannot reach its database" in answer.content.decode()
