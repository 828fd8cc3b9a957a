"""Covering indexes answer the queries that they are made for without the table."""

import pytest
from django.db import connection

from spaces.search import sql as conditions
from spaces.search.candidates import BY_RANK, COLUMNS
from spaces.search.sql import Selection
from tests.factories import make_city, make_space


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["city", "country", "everywhere"])
def test_a_list_is_answered_by_a_covering_index_only(place):
    city = make_city()
    for number in range(30):
        make_space(f"Table {number}", city=city, amenities=("wifi",))
    inside = {"city": city, "country": city.country, "everywhere": None}[place]
    found = Selection((conditions.in_search(), *conditions.in_place(inside)))
    plan = planned(*found.select(COLUMNS, BY_RANK.sql, 10))
    assert ("COVERING INDEX" if connection.vendor == "sqlite" else "Index Only Scan") in plan, plan
    assert len(conditions.fetch(found.select(COLUMNS, BY_RANK.sql, 10))) == 10


def planned(sql: str, params: tuple) -> str:
    """How the database would answer, were the table as large as those that need an index."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}", params)
        else:
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
            cursor.execute(f"EXPLAIN {sql}", params)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())
