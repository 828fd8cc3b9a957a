"""The factories take short cuts, and leave what the site itself would have left."""

import pytest

from spaces.directory.models import Space
from spaces.geography.models import City, CityName
from spaces.search_index.models import IndexTerm
from tests.factories import make_city, make_space, refreshed

pytestmark = pytest.mark.django_db


def rows():
    spaces = [{**row, "updated_at": None} for row in Space.objects.order_by("pk").values()]
    tables = (City.objects.values(), CityName.objects.values(), IndexTerm.objects.values())
    return spaces, *(sorted(table, key=str) for table in tables)


def test_a_made_space_is_as_if_its_columns_were_computed_and_its_city_counted_afterwards():
    head = make_city("Liège", population=195_278)
    area = make_city("Ans", area_of=head, latitude=50.66, longitude=5.52, population=28_000)
    every = {"wifi": "yes", "lift": "no", "coffee": "limited: in the morning", "phone_booths": "yes"}
    make_space("The Mill", city=head, amenities=every, former_names=("L’Ancien Moulin",))
    make_space("Café", city=area, opening_hours="Mo-Fr 09:00-18:00", phone="+32 4 111 11 11", kind="cafe")
    make_space("Gone", city=area, status="closed", amenities=("parking", "wifi"))
    made = rows()
    for space in Space.objects.order_by("pk"):
        refreshed(space)
    assert rows() == made
    assert set(City.objects.values_list("space_count", flat=True)) == {2, 1}
