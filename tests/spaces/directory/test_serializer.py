"""The document of a space: complete, plain data, without queries."""

import json

import pytest

from spaces.directory.models import Space
from spaces.directory.serializer import SpaceDocument, serialize_plans, serialize_space
from spaces.importers.tables.columns import COLUMNS
from spaces.search_index.derived_columns import refresh
from tests.factories import make_plan, make_space

pytestmark = pytest.mark.django_db


def test_document_has_the_facts_of_a_space():
    space = make_space("The Mill", amenities={"coffee": "no", "wifi": "yes"}, latitude=50.63, longitude=5.57)
    make_plan(space, "18")
    refresh([space])
    document = serialize_space(space)
    assert (document["name"], document["id"]) == ("The Mill", space.slug)
    assert (document["latitude"], document["longitude"]) == (50.63, 5.57)
    assert document["amenities"] == {"wifi": "yes", "coffee": "no"}
    assert (document["day_price"], document["month_price"], document["currency"]) == ("18.00", None, "EUR")
    assert document["path"] == space.get_absolute_url()
    assert document.keys() == SpaceDocument.__annotations__.keys()


def test_space_without_prices_has_no_currency():
    assert serialize_space(make_space("The Mill"))["currency"] == ""


def test_document_is_json():
    document = serialize_space(make_space("The Mill"))
    assert json.loads(json.dumps(document)) == document


def test_document_has_every_column_of_the_csv():
    assert set(COLUMNS) <= SpaceDocument.__annotations__.keys()


def test_document_needs_no_query(django_assert_num_queries):
    make_space("The Mill", amenities=("wifi",))
    space = Space.objects.select_related("city").get()
    with django_assert_num_queries(0):
        serialize_space(space)


def test_plans_are_the_current_ones():
    space = make_space("The Mill")
    make_plan(space, "18")
    make_plan(space, "15", is_current=False)
    make_plan(space, "9", label="Lunch desk")
    plans = serialize_plans(space)
    assert [(plan["name"], plan["amount"]) for plan in plans] == [
        ("hot desk", "18.00"),
        ("Lunch desk", "9.00"),
    ]
