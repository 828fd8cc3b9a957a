"""Bulk writes store the same rows as Django does one by one."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import models, transaction
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from coworking.database import bulk
from coworking.database.writing.spooled import LIST_IN_MEMORY_BYTES, SpooledDict, SpooledList
from spaces.directory.models import Space, SpaceAmenity
from spaces.pricing.models import Plan
from spaces.provenance.models import Basis, Source, Statement
from spaces.search_index.models import IndexTerm
from tests.factories import make_plan, make_space

MOMENT = dt.datetime(2026, 3, 29, 1, 30, tzinfo=dt.UTC)


def values(model: type[models.Model], pk: int, *without: str) -> dict:
    return {k: v for k, v in model._base_manager.filter(pk=pk).values().get().items() if k not in without}


@pytest.fixture
def source(db) -> Source:
    return Source.objects.create(key="a-file", name="A file")


def a_plan(space: Space, source: Source, amount: str) -> Plan:
    return Plan(
        space=space, source=source, unit="day", amount=Decimal(amount), currency="EUR", tax_included=True
    )


def test_objects_are_written_as_save_writes_them(source):
    space = make_space()
    saved, inserted = a_plan(space, source, "18.5"), a_plan(space, source, "18.50")
    saved.save()
    bulk.insert(Plan, [inserted])
    added = Plan.objects.exclude(pk=saved.pk).get()
    assert values(Plan, added.pk, "id") == values(Plan, saved.pk, "id")


def test_columns_that_are_not_given_get_their_defaults(source):
    space, before = make_space(), timezone.now()
    facts = [{"name": "Été", "amenities": ["wifi"]}, {"latitude": 50.5}]
    columns = {
        "space_id": [space.pk] * 2, "source_id": [source.pk] * 2, "ref": ["a", "b"], "facts": facts,
        "replaced_at": [None, MOMENT], "as_of_basis": [Basis.DATASET, Basis.UNKNOWN],
    }  # fmt: skip
    bulk.insert_columns(Statement, columns)
    first, second = Statement.objects.filter(source=source).order_by("ref")
    assert (first.facts, second.facts) == tuple(facts)
    assert (first.replaced_at, second.replaced_at) == (None, MOMENT)
    assert (first.as_of_basis, first.as_of, first.url) == (Basis.DATASET, "", "")
    assert before <= first.recorded_at <= timezone.now()


def test_conflicting_rows_can_be_ignored(db):
    IndexTerm.objects.create(text="mill", count=7)
    bulk.insert_columns(IndexTerm, {"text": ["mill", "tea"], "count": [1, 2]}, ignore_conflicts=True)
    assert dict(IndexTerm.objects.values_list("text", "count")) == {"mill": 7, "tea": 2}


def test_inserting_no_rows_is_no_error(source):
    bulk.insert(Plan, [])
    bulk.insert_columns(SpaceAmenity, {"space_id": [], "amenity_id": []})
    bulk.update_columns(Space, "id", [], {"floor": []})
    assert not Plan.objects.exists()


def test_columns_are_updated_by_key(db):
    one, other = make_space("One"), make_space("Other")
    bulk.update_columns(Space, "id", [other.pk, one.pk], {"floor": ["2", "1"], "desks": [None, 12]})
    found = Space.objects.order_by("floor").values_list("name", "floor", "desks")
    assert list(found) == [("One", "1", 12), ("Other", "2", None)]


def test_reserved_keys_are_not_given_twice(source):
    space = make_space()
    plans = [a_plan(space, source, str(number)) for number in range(1, 4)]
    with transaction.atomic():
        bulk.insert_with_keys(Plan, plans)
    assert [Plan.objects.get(pk=plan.pk).amount for plan in plans] == [1, 2, 3]
    last = a_plan(space, source, "4")
    last.save()
    assert last.pk not in {plan.pk for plan in plans}


def test_keys_of_deleted_rows_are_not_reused(source):
    with transaction.atomic():
        bulk.insert_with_keys(Plan, plans := [a_plan(make_space(), source, "1")])
        gone = plans[0].pk
        Plan.objects.all().delete()
        assert bulk.reserve_keys(Plan, 1)[0] > gone


@pytest.mark.django_db(transaction=True)
def test_keys_are_reserved_in_a_transaction_only():
    with pytest.raises(TransactionManagementError):
        bulk.reserve_keys(Plan, 1)


def test_spooled_dicts_and_lists_behave_like_others():
    pairs = SpooledDict()
    assert pairs.setdefault("a", "1")
    assert not pairs.setdefault("a", "2")
    assert (pairs.get("a"), pairs.get("b"), "a" in pairs, "b" in pairs) == ("1", None, True, False)
    pairs["a"] = "3"
    pairs["\ud800"] = "half of a letter"
    assert (pairs.get("a"), pairs.get("\ud800")) == ("3", "half of a letter")
    items = SpooledList()
    expected = [{"ref": str(number), "reason": "é" * 100} for number in range(LIST_IN_MEMORY_BYTES // 100)]
    for item in expected:
        items.append(item)
    assert (len(items), list(items), list(items)) == (len(expected), expected, expected)


@pytest.mark.django_db
def test_delete_removes_the_rows_of_a_queryset_with_one_query(django_assert_num_queries):
    space = make_space()
    plans = [make_plan(space, amount) for amount in ("1", "2", "3")]
    with django_assert_num_queries(1):
        bulk.delete(Plan.objects.filter(amount__gt=1))
    assert list(Plan.objects.all()) == plans[:1], (
        "QuerySet._raw_delete() works otherwise: see delete() in coworking/database/bulk.py"
    )
