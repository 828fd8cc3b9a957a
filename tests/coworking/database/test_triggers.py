"""Deferred triggers: bulk inserts are indexed and counted like single rows."""

import pytest
from django.db import IntegrityError, connection, transaction

from coworking.caching import data_version
from coworking.database import bulk
from coworking.database.triggers import MIN_ROWS
from spaces.directory.models import Space
from spaces.search_index.backends import IndexQuery, MatchesIndex
from tests.factories import make_space

pytestmark = pytest.mark.django_db
FIELDS = {"name": "Mill", "search_text": " mill =mill "}


def count_matches(word: str) -> int:
    return Space.objects.filter(MatchesIndex(IndexQuery(((word,),)))).count()


def many(city, count: int = MIN_ROWS) -> list[Space]:
    new = bulk.instance_factory(Space)
    return [new({"slug": f"mill-{number}", "city_id": city.pk, **FIELDS}) for number in range(count)]


def triggers() -> list[tuple]:
    tables = {"sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"}
    usual = "SELECT tgname, pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal"
    with connection.cursor() as cursor:
        cursor.execute(tables.get(connection.vendor, usual))
        return sorted(cursor.fetchall())


def test_deferred_triggers_index_and_count_and_work_again_afterwards():
    city, before, made = make_space("One").city, data_version.versions(), triggers()
    bulk.insert_with_keys(Space, many(city))
    assert count_matches("mill") == MIN_ROWS
    assert (middle := data_version.versions()) != before
    assert triggers() == made
    Space.objects.create(slug="later", city=city, **FIELDS)
    assert count_matches("mill") == MIN_ROWS + 1
    assert data_version.versions() != middle
    Space.objects.filter(slug__startswith="mill").delete()
    assert count_matches("mill") == 1


def test_an_error_in_a_bulk_insert_leaves_no_rows_and_all_triggers():
    city, made = make_space("One").city, triggers()
    rows = many(city)
    rows[-1].slug = rows[0].slug
    with pytest.raises(IntegrityError), transaction.atomic():
        bulk.insert_with_keys(Space, rows)
    assert (count_matches("mill"), triggers()) == (0, made)
    Space.objects.create(slug="later", city=city, **FIELDS)
    assert count_matches("mill") == 1


def test_rows_with_given_keys_are_indexed_without_deferring():
    city, last = make_space("One").city, 1_000_000
    Space.objects.create(pk=last, slug="last", city=city, **FIELDS)
    rows = many(city)
    for pk, space in enumerate(rows, start=last - MIN_ROWS):
        space.pk = pk
    fields = bulk.written_fields(Space)
    values = [[field.pre_save(space, add=True) for field in fields] for space in rows]
    bulk.insert_values(Space, fields, values, "default")
    assert count_matches("mill") == MIN_ROWS + 1


def test_an_instance_factory_makes_what_the_constructor_makes():
    fields = {"name": "Mill", "desks": 12}
    quick, usual = bulk.instance_factory(Space)(fields), Space(**fields)
    fields = [field.attname for field in bulk.written_fields(Space)]
    assert [getattr(quick, name) for name in fields] == [getattr(usual, name) for name in fields]
    assert (quick._state.adding, quick._state.db) == (True, None)
    quick.city = make_space("One").city
    quick.slug = "mill"
    quick.save()
    assert Space.objects.get(slug="mill").desks == 12
