"""Clusters, bounds and drawings of maps, also across the 180th meridian."""

import math
import random
from xml.etree import ElementTree

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from spaces.geography.coordinates.bounds import Bounds, BoundsError
from spaces.geography.coordinates.projection import inverse_mercator, mercator
from spaces.maps.clusters import clusters, fit, search_link, set_urls, summed_clusters
from spaces.maps.drawing import Frame, circles
from spaces.maps.overlap import MIN_DISTANCE, around, group_overlapping
from spaces.search.engine import Search
from spaces.search.query_parser.parser import parse
from spaces.search_index.map_cells import refresh_cells
from tests.factories import make_city, make_space
from tests.pages import cards, page


@given(st.text(max_size=60))
def test_bounds_are_parsed_or_refused(text):
    try:
        bounds = Bounds.parse(text)
    except BoundsError:
        return
    assert -90 <= bounds.south <= bounds.north <= 90
    assert -180 <= bounds.west <= 180


@given(st.floats(-84, 84))
def test_projection_and_back(latitude):
    assert inverse_mercator(mercator(latitude)) == pytest.approx(latitude, abs=1e-6)


POINTS = st.tuples(st.floats(-500, 500), st.floats(-500, 500), st.floats(1, 40))


def box_at(x, y):
    return y, x, y, x


@given(st.lists(POINTS, max_size=40, unique_by=lambda point: point[:2]))
def test_groups_have_boxes_of_their_own_and_first_circles_that_do_not_overlap(points):
    groups = group_overlapping(points, [box_at(x, y) for x, y, _radius in points])
    assert sorted(index for group in groups for index in group) == list(range(len(points)))
    boxes = [around(box_at(*points[index][:2]) for index in group) for group in groups]
    for place, (south, west, north, east) in enumerate(boxes):
        for s, w, n, e in boxes[:place]:
            assert s > north or n < south or w > east or e < west
    leaders = [points[group[0]] for group in groups]
    for place, (x, y, radius) in enumerate(leaders):
        for other_x, other_y, other_radius in leaders[:place]:
            assert math.hypot(x - other_x, y - other_y) >= MIN_DISTANCE * (radius + other_radius)


def test_frame_contains_its_corners():
    bounds = Bounds(45, 4, 46, 5)
    frame = Frame(bounds)
    assert frame.holds(*frame.place(45, 4))
    assert frame.holds(*frame.place(46, 5))
    assert not frame.holds(*frame.place(60, 4))


def found():
    """Return the candidates with a position of a search without filters."""
    return Search(parse(QueryDict()).criteria).candidates.located


@pytest.mark.django_db
class TestClusters:
    def test_every_space_with_a_position_is_counted_once(self):
        city = make_city()
        for number in range(30):
            make_space(city=city, latitude=50 + number / 100, longitude=5 + number / 100)
        make_space(city=city, latitude=None, longitude=None)
        for zoom in (0, 4, 9, 14, 18, 99):
            assert sum(c.count for c in clusters(found(), zoom)) == 30, zoom

    def test_overlapping_circles_are_merged(self, client):
        city = make_city()
        for number in range(12):
            make_space(f"Desk {number}", city=city, latitude=50.6, longitude=5.5 + number / 1000)
        shown = clusters(found(), 9)
        frame = Frame(Bounds(40, -5, 60, 15))
        (circle,) = circles(shown, frame)
        assert circle.cluster.count == 12
        set_urls([circle.cluster], search_link)
        assert {"Desk 0", "Desk 11"} <= set(cards(client.get(circle.cluster.url)))

    def test_spaces_at_one_point_stay_reachable(self, client):
        city = make_city()
        for name in ("Upstairs", "Downstairs"):
            make_space(name, city=city, latitude=50.6, longitude=5.5)
        (cluster,) = clusters(found(), 18)
        assert cluster.count == 2
        set_urls([cluster], search_link)
        assert sorted(cards(client.get(cluster.url))) == ["Downstairs", "Upstairs"]

    def test_view_across_the_180th_meridian(self, client):
        suva = make_city("Suva", "FJ", latitude=-17.0, longitude=179.0)
        make_space("West", city=suva, latitude=-17.0, longitude=179.5)
        make_space("East", city=suva, latitude=-17.0, longitude=-179.5)
        answer = client.get("/en/map/clusters.json", {"bounds": "-20,178,-15,182", "zoom": "9"}).json()
        assert {row[3] for row in answer["clusters"]} == {"West", "East"}

    def test_filters_and_the_place_of_the_page_apply(self, client):
        liege, mons = make_city(), make_city("Mons", latitude=50.45, longitude=3.95)
        make_space("A", city=liege, kind="cafe")
        make_space("B", city=liege)
        make_space("C", city=mons, kind="cafe")
        asked = {"bounds": "49,2,52,7", "zoom": "18", "kind": "cafe", "in": "be/liege"}
        assert [row[3] for row in client.get("/en/map/clusters.json", asked).json()["clusters"]] == ["A"]

    @pytest.mark.parametrize(
        "bounds", ["", "a,b,c,d", "1,2,3", "nan,0,0,0", "10,0,5,0", "-91,0,0,0", "0,inf,1,2"]
    )
    def test_garbage_is_refused_with_a_message(self, client, bounds):
        response = client.get("/en/map/clusters.json", {"bounds": bounds, "zoom": "3"})
        assert response.status_code == 400
        assert "bounds" in response.json()["error"]

    def test_number_of_queries_does_not_grow(self, client, django_assert_max_num_queries):
        city = make_city()
        for number in range(40):
            make_space(city=city, latitude=50 + number / 10, longitude=5)
        with django_assert_max_num_queries(6):
            client.get("/en/map/clusters.json", {"bounds": "-80,-180,80,180", "zoom": "12"})

    def test_fit_contains_all(self):
        city = make_city()
        make_space(city=city, latitude=50, longitude=5)
        make_space(city=city, latitude=51, longitude=6)
        bounds, _zoom = fit(found())
        assert bounds.south < 50 < 51 < bounds.north
        assert fit([]) == (None, 0)

    def test_page_without_scripts_links_every_cluster(self, client):
        city = make_city()
        space = make_space("A", city=city)
        (spot,) = page(client.get("/en/be/liege/")).select("figure.map a.map-spot")
        assert spot["href"] == space.get_absolute_url()

    def test_the_cities_under_a_map_are_an_image_that_pages_use(self, client):
        liege = make_city()
        make_space("A", city=liege)
        used = page(client.get("/fr/be/liege/")).values("figure.map use", "href")
        (address,) = {href.partition("#")[0] for href in used}
        assert address.startswith("/fr/map/ground")
        image = client.get(address)
        assert image["Content-Type"] == "image/svg+xml"
        assert "max-age" in image["Cache-Control"]
        drawn = {part.get("id"): part for part in ElementTree.fromstring(image.content).iter()}
        assert "h0" in drawn["dots"].get("d")
        assert [name.text for name in drawn["names"]] == [liege.name]

    @pytest.mark.parametrize("box", ["", "a,b,c,d", "nan,0,0,0", "10,0,5,0"])
    def test_ground_of_an_invalid_box_is_not_found(self, client, box):
        assert client.get("/en/map/ground.svg", {"box": box}).status_code == 404

    def test_atlas_is_an_image_of_the_gazetteer(self, client):
        make_city()
        response = client.get("/map/atlas.svg")
        assert response["Content-Type"] == "image/svg+xml"
        drawn = ElementTree.fromstring(response.content).iter("{http://www.w3.org/2000/svg}path")
        assert any("h0" in path.get("d") for path in drawn)


def listed_count(url):
    """How many spaces the list of a URL has."""
    return Search(parse(QueryDict(url.partition("?")[2])).criteria).count


@pytest.mark.django_db
class TestCirclesOpenWhatTheyCount:
    @pytest.fixture
    def scattered(self):
        dice = random.Random(3)
        city = make_city()
        for number in range(60):
            latitude, longitude = 50.6 + dice.gauss(0, 0.2), 5.5 + dice.gauss(0, 0.3)
            kind = ("cafe", "coworking")[number % 2]
            make_space(f"Desk {number}", city=city, kind=kind, latitude=latitude, longitude=longitude)
        return city

    @pytest.mark.parametrize("zoom", [3, 6, 8, 10, 12])
    def test_clusters_of_the_live_map(self, scattered, zoom):
        shown = clusters(found(), zoom)
        set_urls(shown, search_link)
        several = [cluster for cluster in shown if cluster.count > 1]
        assert several
        assert [listed_count(cluster.url) for cluster in several] == [cluster.count for cluster in several]

    @pytest.mark.parametrize("zoom", [5, 8, 11])
    def test_circles_of_the_drawing(self, scattered, zoom):
        bounds, _zoom = fit(found())
        drawn = [circle.cluster for circle in circles(clusters(found(), zoom, is_still=True), Frame(bounds))]
        set_urls(drawn, search_link)
        several = [cluster for cluster in drawn if cluster.count > 1]
        assert several
        assert [listed_count(cluster.url) for cluster in several] == [cluster.count for cluster in several]

    @pytest.mark.parametrize("zoom", [6, 9, 11])
    def test_sums_of_cells(self, scattered, zoom):
        refresh_cells()
        shown = summed_clusters(Bounds(49, 4, 52, 7), zoom)
        set_urls(shown, search_link)
        several = [cluster for cluster in shown if cluster.count > 1]
        assert [listed_count(cluster.url) for cluster in several] == [cluster.count for cluster in several]

    def test_filters_stay_in_force_and_the_page_stays_the_same(self, scattered, client):
        shown = page(client.get("/en/be/liege/?kind=cafe"))
        links = {link["href"]: link.one("text").text for link in shown.select("svg a") if link.has("text")}
        assert links
        for href, number in links.items():
            assert href.startswith("/en/be/liege/?kind=cafe&bounds=")
            inside = page(client.get(href))
            assert inside.one(".tally [role=status] b").text == number
            assert any("part of the map" in chip for chip in inside.texts(".chips li"))
        asked = {"bounds": "49,4,52,7", "zoom": "8", "kind": "cafe", "in": "be/liege"}
        answered = client.get("/en/map/clusters.json", asked).json()["clusters"]
        several = [row for row in answered if row[2] > 1]
        assert several
        for _latitude, _longitude, count, _name, url in several:
            assert url.startswith("/en/be/liege/?kind=cafe&bounds=")
            assert page(client.get(url)).one(".tally [role=status] b").text == str(count)

    def test_the_map_of_a_part_shows_what_is_around_it(self, scattered, client):
        asked = {"bounds": ["50.6,5.5,50.61,5.51", "49,4,52,7"], "zoom": "6"}
        answered = client.get("/en/map/clusters.json", asked).json()["clusters"]
        assert sum(row[2] for row in answered) == 60

    def test_a_mistyped_part_is_refused_beside_the_list(self, scattered, client):
        shown = page(client.get("/en/spaces/?bounds=50,5"))
        assert "south,west,north,east" in shown.text
        assert shown.one(".tally [role=status] b").text == "60"
