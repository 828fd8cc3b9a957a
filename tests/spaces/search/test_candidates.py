"""Lists are limited to the best candidates: the last page and the counts show that more spaces match."""

import io

import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from spaces.directory.models import Space
from spaces.geography.coordinates import grid
from spaces.geography.coordinates.bounds import Bounds
from spaces.geography.coordinates.distances import bounding_box, distance_km
from spaces.search_index.map_cells import SUMMED_ZOOMS
from spaces.search_index.models import MapCell
from tests.factories import make_city, make_plan, make_space
from tests.spaces.search.searching import search

latitudes, longitudes = st.floats(-90, 90), st.floats(-180, 180)


@pytest.fixture
def few_candidates(monkeypatch):
    """At most five candidates, and two spaces on a page."""
    monkeypatch.setattr("spaces.search.candidates.LIMIT", 5)
    monkeypatch.setattr("spaces.search.candidates.PER_PAGE", 2)


@pytest.fixture
def many(db, few_candidates):
    liege, mons = make_city(), make_city("Mons", latitude=50.45, longitude=3.95)
    for number in range(7):
        make_space(
            f"Lantern {number}",
            city=liege,
            amenities=("wifi", "coffee") if number % 2 else ("wifi",),
            recommendation_score=number / 10,
            latitude=50 + number / 50,
        )
    make_space("Mons", city=mons)
    call_command("rebuild_search", "--quick", stdout=io.StringIO())
    liege.refresh_from_db()
    return liege


def test_best_candidates_are_listed_and_the_last_page_says_that_more_match(many, client):
    assert [space.name for space in search("amenity=wifi").results] == [
        f"Lantern {n}" for n in (6, 5, 4, 3, 2)
    ]
    page = client.get("/en/spaces/", {"amenity": "wifi", "page": "4000"}).content.decode()
    assert "Lantern 2" in page
    assert "Lantern 1<" not in page
    assert '<b class="num">7</b> places' in page
    assert "The first 5 are listed" in page


def test_lists_without_words_have_the_exact_count(many, client):
    assert (search(city=many).count, search(city=many).is_more) == (7, False)
    assert (search().count, search().is_more) == (8, False)
    assert (search("amenity=wifi").count, search("amenity=wifi").is_more) == (7, False)
    assert (search("q=lantern").count, search("q=lantern").is_more) == (5, True)


def test_facet_counts_of_words_are_marked_when_candidates_are_cut(many, client):
    coffee = next(o for o in search("q=lantern&amenity=wifi").facets["amenity"] if o.value == "coffee")
    assert (coffee.count, coffee.is_more) == (2, True)
    assert "2+" in client.get("/en/spaces/", {"amenity": "wifi", "q": "lantern"}).content.decode()


def test_order_covers_spaces_beyond_the_best_ranked(many):
    make_plan(Space.objects.get(name="Lantern 0"), "3")
    assert search("sort=price").results[0].name == "Lantern 0"
    assert search("sort=name&q=lantern&near=50,5.5&radius=200").results[0].name == "Lantern 0"


def test_map_of_a_large_place_is_summed_from_cells_unless_filtered(many, client):
    world = {"bounds": "-60,-180,75,180", "zoom": "3"}
    rows = client.get("/en/map/clusters.json", world).json()["clusters"]
    assert sum(row[2] for row in rows) == 8
    rows = client.get("/en/map/clusters.json", {**world, "amenity": "wifi"}).json()["clusters"]
    assert sum(row[2] for row in rows) == 5
    rows = client.get("/en/map/clusters.json", {**world, "in": "be"}).json()["clusters"]
    assert sum(row[2] for row in rows) == 8
    assert client.get("/en/map/clusters.json", {"bounds": "50.4,3.9,50.5,4", "zoom": "11"}).json() == {
        "clusters": [[50.45, 3.95, 1, "Mons", Space.objects.get(name="Mons").get_absolute_url()]]
    }
    assert 'class="map-spot' in client.get("/en/be/").content.decode()
    assert 'class="map-spot' in client.get("/en/").content.decode()


def test_map_cells_count_every_space_once_at_every_zoom(many):
    for zoom in SUMMED_ZOOMS:
        assert sum(MapCell.objects.filter(zoom=zoom).values_list("count", flat=True)) == 8


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "", "amenity=wifi", "page=4000", "open=now", "sort=price", "sort=name", "kind=cafe&amenity=gym",
        "near=50.6,5.5", "near=50.6,5.5&radius=200&q=space", "price_max=0.01", "place=be&amenity=wifi",
    ],
)  # fmt: skip
def test_number_of_queries_of_a_list_is_bounded(client, django_assert_max_num_queries, query):
    city = make_city()
    for number in range(30):
        make_space(city=city, amenities=("wifi",), opening_hours=f"Mo-Su 00:{number:02}-24:00")
    with django_assert_max_num_queries(12):
        assert client.get("/en/spaces/?" + query).status_code == 200


@pytest.mark.django_db
def test_number_of_queries_of_an_empty_answer_is_bounded(client, django_assert_max_num_queries):
    make_space(city=make_city())
    query = "near=50.6,5.5&radius=200&q=lantern wifi liège&kind=library&price_max=5&open=now&photos=1"
    with django_assert_max_num_queries(73):
        assert client.get("/en/spaces/?" + query).status_code == 200


@pytest.mark.django_db
def test_suggestions_take_few_queries(client, django_assert_max_num_queries):
    city = make_city()
    for number in range(30):
        make_space(f"Lieu {number}", city=city, recommendation_score=number / 100)
    with django_assert_max_num_queries(4):
        rows = client.get("/en/suggest/", {"q": "li"}).json()["suggestions"]
    assert rows[0]["label"] == "Liège, Belgium"
    assert rows[-4]["label"] == "Lieu 29, Liège"


@given(latitudes, longitudes, st.floats(0.05, 200), st.floats(0, 360), st.floats(0, 1))
def test_bounding_box_and_cells_contain_the_circle(latitude, longitude, radius, bearing, share):
    """Every point within the radius is in the box, and in one of the cells that the box touches."""
    other = destination(latitude, longitude, bearing, radius * share * 0.999)
    south, west, north, east = bounding_box(latitude, longitude, radius)
    assert distance_km(latitude, longitude, *other) <= radius
    assert south <= other[0] <= north
    assert west <= other[1] <= east if west <= east else other[1] >= west or other[1] <= east
    cell = grid.cell_of(*other)
    assert any(first <= cell <= last for first, last in grid.cell_ranges(Bounds(south, west, north, east)))


def destination(latitude, longitude, bearing, km):
    import math

    from spaces.geography.coordinates.distances import EARTH_RADIUS_KM

    angle, turn, lat = km / EARTH_RADIUS_KM, math.radians(bearing), math.radians(latitude)
    sine = math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(turn)
    end = math.asin(max(-1, min(1, sine)))
    east = math.atan2(
        math.sin(turn) * math.sin(angle) * math.cos(lat), math.cos(angle) - math.sin(lat) * math.sin(end)
    )
    return math.degrees(end), (longitude + math.degrees(east) + 540) % 360 - 180
