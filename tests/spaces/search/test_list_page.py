"""What a list says beside its cards: how many, other places of the name, and headings without a gap."""

import pytest
import time_machine
from django.urls import reverse

from reviews.favourites.models import Favourite
from spaces.directory.city_counts import refresh_city_counts
from spaces.geography.models import City
from tests.factories import make_call, make_city, make_gathering, make_member, make_programme, make_space
from tests.pages import Element, cards, page

pytestmark = pytest.mark.django_db


def read(client, address: str) -> Element:
    return page(client.get(address, follow=True))


def offered(shown: Element) -> list[tuple[str, str]]:
    """(label, number of spaces or "") of each place that the page offers beside its own."""
    return [(row.one("a").text, " ".join(row.texts(".num"))) for row in shown.select(".note li")]


def test_note_that_no_space_is_known_appears_once(client):
    make_city("Liège")
    shown = read(client, "/en/be/liege/")
    assert shown.text.count("No places in Liège yet.") == 1
    assert "0" not in shown.texts("b")


def test_note_that_no_space_matches_appears_once(client):
    make_space(city=make_city("Liège"))
    shown = read(client, "/en/be/liege/?kind=library")
    assert shown.one("#no-match").text.startswith("No places match.")
    assert "0" not in shown.texts("b")


def test_what_else_a_name_means_is_offered_with_the_number_of_its_spaces(client):
    london, ontario = make_city("London", "GB", population=9_000_000), make_city("London", "CA")
    kentucky = make_city("London", "US", region="KY")
    for number in range(10):
        make_space(f"Table {number}", city=london)
    make_space("Far", city=ontario)
    refresh_city_counts(City.objects.values_list("pk", flat=True))
    others = [("London, Canada", "1"), (f"London, KY, {kentucky.country.name}", "no place yet")]
    response = client.get("/en/spaces/?q=london", follow=True)
    assert response.redirect_chain == [("/en/gb/london/", 302)]
    assert len(cards(response)) == 10
    assert offered(page(response)) == others
    assert offered(read(client, "/en/spaces/?q=london&sort=name")) == others


def test_places_are_offered_if_none_is_certain(client):
    for country in ("FR", "US"):
        make_city("Paris", country)
    found = offered(read(client, "/en/spaces/?q=paris"))
    assert sorted(found) == [("Paris, France", "no place yet"), ("Paris, United States", "no place yet")]


def test_a_city_without_spaces_says_so_and_leads_to_the_nearest(client, django_assert_max_num_queries):
    make_city("Rome", "IT", latitude=41.89, longitude=12.51, population=2_318_895)
    for name, latitude in (("Marseille", 43.3), ("Lyon", 45.75)):
        city = make_city(name, "FR", latitude=latitude, longitude=5.4)
        make_space(f"In {name}", city=city)
    refresh_city_counts(City.objects.values_list("pk", flat=True))
    assert client.get("/en/spaces/?q=rome").url == "/en/it/rome/"
    with django_assert_max_num_queries(25):
        shown = read(client, "/en/it/rome/")
    assert "No places in Rome yet." in shown.text
    nearest = [row.text for row in shown.select(".note li")]
    assert [row.partition(",")[0] for row in nearest] == ["Marseille", "Lyon"]
    assert "603 km" in nearest[0]
    assert "1 place" in nearest[0]
    assert shown.has('a[href$="?in=it/rome"]')
    assert shown.one('meta[name="robots"]')["content"].startswith("noindex")


def test_page_says_why_there_is_no_map_if_no_position_is_known(client):
    city, says = make_city("Liège"), "There is no map"
    make_space(city=city, latitude=None, longitude=None)
    assert says in read(client, "/en/be/liege/").text
    make_space(city=city, latitude=50.63, longitude=5.57)
    shown = read(client, "/en/be/liege/")
    assert says not in shown.text
    assert shown.has("figure.map")


@pytest.mark.parametrize("name", ["search", "events", "calls", "favourites"])
def test_headings_of_a_list_skip_no_level(client, name):
    space = make_space()
    make_gathering(start="2100-05-23")
    make_call(make_programme(), opens="2026-01", deadline="2100-01-31")
    member = make_member()
    Favourite.objects.create(member=member, space=space)
    client.force_login(member)
    levels = [int(one.tag[1]) for one in read(client, reverse(name)).select("h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1
    assert 3 in levels
    assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False)), levels


def test_a_list_for_a_time_shows_the_state_at_that_time(client):
    city = make_city("Liège")
    make_space("Early", city=city, opening_hours="Mo-We 08:00-12:00; Fr 10:00-11:00")
    make_space("Always", city=city, opening_hours="24/7")
    shown = read(client, "/en/be/liege/?open=at&at=2027-03-03T09:00")
    states = {card.one("h3").text: card.one(".open-status").text for card in shown.select(".card")}
    assert states == {"Early": "Open Wed 3 Mar, 09:00, until 12:00", "Always": "Open Wed 3 Mar, 09:00"}
    with time_machine.travel("2027-03-02T12:30+00:00"):
        now = read(client, "/en/be/liege/?sort=name").select(".card")
        assert [card.one(".open-status").text for card in now] == [
            "Open, day and night",
            "Closed, opens tomorrow 08:00",
        ]


def test_at_any_time_takes_the_time_away(client):
    make_space("Early", city=make_city("Liège"), opening_hours="Mo-We 08:00-12:00")
    assert not cards(client.get("/en/be/liege/?open=at&at=2027-03-03T19:00"))
    response = client.get("/en/be/liege/?q=&open=&at=2027-03-03T19:00&sort=name", follow=True)
    assert response.redirect_chain == [("/en/be/liege/?sort=name", 302)]
    assert cards(response) == ["Early"]
    assert not page(response).has(".chips")


def test_only_the_first_page_of_a_list_without_filters_is_for_search_engines(client):
    city = make_city("Liège")
    for number in range(25):
        make_space(f"Table {number}", city=city)
    hidden = {
        query: read(client, f"/en/be/liege/{query}").has('meta[name=robots][content^="noindex"]')
        for query in ("", "?page=2", "?kind=cafe")
    }
    assert hidden == {"": False, "?page=2": True, "?kind=cafe": True}
