"""Covering indexes answer the queries that they are made for without the table."""

import pytest
from django.db import connection

from spaces.search import sql
from spaces.search.sql import Selection
from spaces.search.strategies.base import BY_RANK, BY_RANK_IN_AREA, ROW_COLUMNS
from tests.factories import make_city, make_space


@pytest.mark.django_db
@pytest.mark.parametrize("place", ["city", "country", "everywhere"])
def test_a_list_is_answered_by_a_covering_index_only(place):
    city = make_city()
    for number in range(30):
        make_space(f"Table {number}", city=city, amenities=("wifi",))
    inside = {"city": city, "country": city.country, "everywhere": None}[place]
    found = Selection((sql.in_search(), *sql.in_place(inside)))
    order = (BY_RANK_IN_AREA if place == "city" else BY_RANK).sql
    plan = planned(*found.select(ROW_COLUMNS, order, 10))
    assert ("COVERING INDEX" if connection.vendor == "sqlite" else "Index Only Scan") in plan, plan
    assert len(sql.fetch(found.select(ROW_COLUMNS, order, 10))) == 10
    alone = found.where(*sql.in_place(city), sql.without_index(sql.compare("city_id", "=", city.pk)))
    plan = planned(*alone.select(ROW_COLUMNS, order, 10))
    assert (
        place != "city" or ("COVERING INDEX" if connection.vendor == "sqlite" else "Index Only Scan") in plan
    )


def planned(statement: str, params: tuple) -> str:
    """How the database would answer, were the table as large as those that need an index."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"EXPLAIN QUERY PLAN {statement}", params)
        else:
            for way in ("seqscan", "bitmapscan", "sort"):
                cursor.execute(f"SET LOCAL enable_{way} = off")
            cursor.execute(f"EXPLAIN {statement}", params)
        return "\n".join(str(row[-1]) for row in cursor.fetchall())
