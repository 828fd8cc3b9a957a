"""OpenStreetMap: how old facts are, what pages say of it, and the credit."""

import pytest

from spaces.directory.models import Space
from spaces.provenance.freshness import AGEING, STALE, freshness
from spaces.provenance.models import Source, Statement
from spaces.provenance.queries import provenance_of
from tests.pages import cards, page
from tests.spaces.importers.importing import element, feature, geojson, overpass, run, write

pytestmark = pytest.mark.django_db
TAGS = {"name": "The Mill", "office": "coworking", "opening_hours": "24/7", "internet_access": "wlan"}


def bring(tmp_path, *elements, date="2026-01-25", **options):
    return run(write(tmp_path, overpass(*elements, date=date)), source="OpenStreetMap", **options)


@pytest.mark.parametrize(
    ("dates", "as_of", "basis"),
    [
        ({}, "2026-01-25", "listed"),
        ({"check_date": "2025-05-01"}, "2025-05-01", "printed"),
        ({"check_date": "2021", "survey:date": "2024-05-01"}, "2024-05-01", "printed"),
        ({"@timestamp": "2023-03-04T10:00:00Z"}, "2023-03-04", "dataset"),
        ({"check_date": "2024", "@timestamp": "2025-03-04T10:00:00Z"}, "2024", "printed"),
        ({"check_date": "2999-01-01"}, "2026-01-25", "listed"),
    ],
)
@pytest.mark.parametrize("options", [{}, {"as_of": "2026-01-25"}])
@pytest.mark.once
def test_facts_are_dated_by_the_newest_check_else_by_the_last_edit(
    tmp_path, lyon, dates, as_of, basis, options
):
    bring(tmp_path, element(**TAGS, **dates), **options)
    statement = Statement.objects.get()
    assert (statement.as_of, statement.as_of_basis) == (as_of, basis)


def test_a_check_of_one_fact_dates_that_fact_alone(tmp_path, lyon):
    dates = {"check_date": "2025-01-31", "check_date:opening_hours": "2022-04-05"}
    bring(tmp_path, element(**TAGS, **dates))
    space = Space.objects.get()
    provenance = provenance_of(space)
    assert provenance["opening_hours"].origin.as_of == space.hours_as_of == "2022-04-05"
    assert provenance["amenity:wifi"].origin.as_of == space.confirmed_on == "2025-01-31"


def test_what_merely_stands_in_the_data_is_never_fresh():
    assert freshness("2999-01-01", "listed") is AGEING
    assert freshness("2001-01-01", "listed") is STALE


def test_a_page_says_that_the_last_check_is_unknown_and_credits_the_element(tmp_path, lyon, client):
    bring(tmp_path, element(7, **TAGS, wheelchair="limited", image="https://photos.example/a.jpg"))
    found = page(client.get(Space.objects.get().get_absolute_url()))
    text = " ".join(found.one("main").text.split())
    assert "in OpenStreetMap on 25 January 2026, last check unknown" in text
    assert "https://www.openstreetmap.org/node/7" in found.links(".credit a").values()
    credit = " ".join(found.one(".credit").text.split())
    assert "© OpenStreetMap contributors" in credit
    assert "ODbL 1.0" in credit
    assert "photo, whose licence is not known" in text
    assert not found.select('img[src^="https://photos.example"]')
    assert "limited" in " ".join(found.texts(".amenities li"))


def test_places_whose_hours_somebody_checked_come_first(tmp_path, lyon, client):
    rich = {"website": "https://a.example", "addr:street": "Rue A", "description": "Nice"}
    bring(
        tmp_path,
        element(1, **(TAGS | {"name": "Listed"} | rich)),
        element(2, **(TAGS | {"name": "Checked", "check_date:opening_hours": "2026-01"})),
    )
    url = lyon.get_absolute_url()
    assert cards(client.get(url)) == ["Listed", "Checked"]
    assert cards(client.get(url, {"open": "now"})) == ["Checked", "Listed"]


def test_geojson_of_others_is_not_credited_to_openstreetmap(tmp_path, lyon):
    nested = feature("A", address={"street": "Musterstraße 11", "city": "Lyon", "country": "FR"})
    run(write(tmp_path, geojson(nested, date="2026"), "a.geojson"), source="A friend")
    source = Source.objects.get(key="a-friend")
    assert (source.licence, source.attribution) == ("", "")
    assert Space.objects.get().street == "Musterstraße 11"


@pytest.mark.parametrize("name", ["Mill House", "Ex Mill", "Le Moulin", "MH"])
def test_every_name_finds_the_place(tmp_path, lyon, client, name):
    names = {"alt_name": "Mill House", "old_name": "Ex Mill", "name:fr": "Le Moulin", "short_name": "MH"}
    bring(tmp_path, element(**(TAGS | {"name": "De Molen"} | names)))
    assert cards(client.get("/en/spaces/", {"q": name})) == ["De Molen"]
