"""A prepared cursor behaves as Django's own cursor does."""

import pytest
from django.db import DatabaseError, connection

from coworking.database.cursors import prepared_cursor

pytestmark = pytest.mark.django_db


def fetch(sql, params):
    with prepared_cursor(connection) as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def test_each_execution_uses_its_own_values():
    for value in (1, 2, 2):
        assert fetch("SELECT CAST(%s AS integer) + 1, '50%%'", [value]) == [(value + 1, "50%")]


def test_errors_are_django_s_and_the_connection_stays_usable(transactional_db):
    with pytest.raises(DatabaseError):
        fetch("SELECT nothing FROM nowhere", [])
    assert fetch("SELECT CAST(%s AS integer)", [3]) == [(3,)]


def test_queries_are_counted_in_tests(django_assert_num_queries):
    with django_assert_num_queries(1):
        fetch("SELECT CAST(%s AS integer)", [4])


@pytest.mark.skipif(connection.vendor != "postgresql", reason="only PostgreSQL prepares statements")
def test_statements_are_prepared_on_the_server():
    fetch("SELECT CAST(%s AS integer) + 41", [1])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE %s", ["%+ 41%"])
        assert cursor.fetchone()[0] == 1, (
            "psycopg no longer prepares what `psycopg.Cursor` executes: see coworking/database/cursors.py"
        )
