"""Statements that are sent again and again give what Django's own cursor gives."""

import pytest
from django.db import DatabaseError, connection

from coworking.database.cursors import preparing_cursor, remembering_cursor

pytestmark = pytest.mark.django_db
CURSORS = (remembering_cursor, preparing_cursor)


def answer(cursor_for, sql, params):
    with cursor_for(connection) as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


@pytest.mark.parametrize("cursor_for", CURSORS)
def test_each_time_with_its_own_values(cursor_for):
    for value in (1, 2, 2):
        assert answer(cursor_for, "SELECT CAST(%s AS integer) + 1, '50%%'", [value]) == [(value + 1, "50%")]


@pytest.mark.parametrize("cursor_for", CURSORS)
def test_a_mistake_is_told_as_django_tells_it(cursor_for, transactional_db):
    with pytest.raises(DatabaseError):
        answer(cursor_for, "SELECT nothing FROM nowhere", [])
    assert answer(cursor_for, "SELECT CAST(%s AS integer)", [3]) == [(3,)]


@pytest.mark.parametrize("cursor_for", CURSORS)
def test_what_is_counted_in_tests_is_seen(cursor_for, django_assert_num_queries):
    with django_assert_num_queries(1):
        answer(cursor_for, "SELECT CAST(%s AS integer)", [4])
