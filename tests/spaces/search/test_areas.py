"""Tests of lists of a city with its area."""

import pytest

from spaces.directory.city_counts import refresh_city_counts
from spaces.geography.models import City
from tests.factories import make_city, make_gathering, make_space, refreshed
from tests.pages import cards, page
from tests.spaces.search.searching import names, search

pytestmark = pytest.mark.django_db


@pytest.fixture
def brussels() -> City:
    city = make_city("Brussels", latitude=50.85, longitude=4.35, population=1_000_000, region="BRU")
    for name, region in (("Etterbeek", "BRU"), ("Zaventem", "VLG")):
        place = make_city(name, latitude=50.84, longitude=4.39, region=region, area_of=city)
        make_space(f"Table in {name}", city=place)
    make_space("Table in the centre", city=city)
    refresh_city_counts(City.objects.values_list("pk", flat=True))
    city.refresh_from_db()
    return city


def test_a_city_lists_its_area_with_its_own_first_at_equal_rank(brussels):
    assert names(city=brussels) == ["Table in the centre", "Table in Etterbeek", "Table in Zaventem"]
    assert names("sort=price", city=brussels)[0] == "Table in the centre"
    for query in ("q=table", "q=table+brussels", "kind=coworking", "place=be/brussels&kind=coworking"):
        assert len(names(query, city=None if "brussels" in query else brussels)) == 3
    assert names("q=etterbeek+brussels") == ["Table in Etterbeek"]
    assert search("only=city", city=brussels).count == 1


def test_every_number_of_spaces_is_that_of_its_page(client, brussels):
    make_space("Elsewhere", city=make_city("Ghent", latitude=51.05, longitude=3.72))
    refresh_city_counts(City.objects.values_list("pk", flat=True))
    for path in ("/en/", "/en/be/", "/en/be/brussels/", "/en/be/etterbeek/", "/en/be/ghent/"):
        links = [
            (row.one("a")["href"], row.one(".num").text.split()[0])
            for row in page(client.get(path)).select(".index li, .tiles li, .also li")
        ]
        assert links
        for url, number in links:
            assert len(cards(client.get(url))) == int(number)
    home = page(client.get("/en/")).texts(".tiles li a, .also li a")
    assert [text.split()[0] for text in home] == ["Brussels", "Ghent", "Belgium"]


def test_a_place_of_an_area_has_its_own_page_and_says_what_it_belongs_to(client, brussels):
    shown = {name: page(client.get(f"/en/be/{name}/")) for name in ("brussels", "etterbeek", "zaventem")}
    assert len(shown["etterbeek"].select(".card")) == 1
    assert "Part of Brussels" in shown["etterbeek"].text
    assert "Near Brussels" in shown["zaventem"].text
    assert "In the area of Brussels" in shown["brussels"].text
    City.objects.filter(name="Zaventem").update(area_is_set=True)
    assert "Part of Brussels" in page(client.get("/en/be/zaventem/")).text


def test_the_events_of_a_city_are_those_of_its_area(client, brussels):
    etterbeek = City.objects.get(name="Etterbeek")
    make_gathering("Open day", "2020-05-01", city=etterbeek)
    calendars = [client.get(f"/en/be/{slug}/events.ics") for slug in ("brussels", "etterbeek", "zaventem")]
    assert [b"Open day" in calendar.content for calendar in calendars] == [True, True, False]
    assert "Open day" in page(client.get("/en/be/brussels/")).text


def test_a_link_narrows_to_the_city_itself_and_a_chip_takes_it_back(client, brussels):
    shown = page(client.get("/en/be/brussels/"))
    [link] = [link for link in shown.select(".listing a") if link.text == "only Brussels itself"]
    narrowed = page(client.get(link["href"]))
    assert narrowed.texts(".card h3") == ["Table in the centre"]
    [chip] = narrowed.select(".chips a:not(.clear)")
    assert "only Brussels itself" in chip.text
    assert len(cards(client.get(chip["href"]))) == 3
    assert "only Brussels itself" not in page(client.get("/en/be/etterbeek/")).text


def test_a_space_that_moves_counts_in_both_areas(brussels):
    ghent = make_city("Ghent", latitude=51.05, longitude=3.72)
    space = brussels.spaces_in_area.get(name="Table in Etterbeek")
    old, space.city = space.city, ghent
    space.save()
    refreshed(space)
    refresh_city_counts([old.pk])
    counts = {city.name: city.space_count for city in City.objects.all()}
    assert counts == {"Brussels": 2, "Etterbeek": 0, "Zaventem": 1, "Ghent": 1}
