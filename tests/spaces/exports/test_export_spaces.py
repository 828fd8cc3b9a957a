"""`manage.py export_spaces`: everywhere, in a country, in a city."""

import csv
import io

import pytest
from django.core.management import call_command

from tests.factories import make_city, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_cities():
    """A space in each of Liège and Mons in Belgium, and Lyon in France; a sample and an unpublished one."""
    liege = make_city()
    make_space("Here", city=liege)
    make_space("There", city=make_city("Mons"))
    make_space("Abroad", city=make_city("Lyon", "FR"))
    make_space("Sample", city=liege, is_sample=True)
    make_space("Hidden", city=liege, is_published=False)


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ({}, {"Here", "There", "Abroad"}),
        ({"country": "be"}, {"Here", "There"}),
        ({"city": "be/liege"}, {"Here"}),
        ({"city": "fr/liege"}, set()),
        ({"country": "fr", "city": "be/liege"}, {"Here"}),
    ],
)
def test_published_spaces_of_the_place_are_exported(three_cities, options, names):
    out = io.StringIO()
    call_command("export_spaces", stdout=out, **options)
    assert {row["name"] for row in csv.DictReader(io.StringIO(out.getvalue()))} == names
