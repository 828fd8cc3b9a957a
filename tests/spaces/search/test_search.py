"""Places in a text, filters, facet counts, chips and errors of a search."""

import datetime as dt
from decimal import Decimal

import pytest
from django.utils import timezone

from spaces.directory.models import Space
from spaces.directory.vocabulary import fixed_vocabulary
from spaces.search.query_parser.places import resolve
from spaces.search.suggestions import suggestions
from tests.factories import make_city, make_gathering, make_plan, make_space
from tests.pages import chips, page
from tests.spaces.search.searching import controls, names, search

pytestmark = pytest.mark.django_db


@pytest.fixture
def liege():
    return make_city(names=("Luik", "Lüttich", "Liege"))


def test_what_is_limited_or_absent_is_neither_found_nor_counted_as_there(liege):
    make_space("Yes", city=liege, amenities=("wheelchair",))
    make_space("Limited", city=liege, amenities={"wheelchair": "limited"})
    make_space("No", city=liege, amenities={"wheelchair": "no"})
    make_space("Unknown", city=liege)
    for query in ("place=be/liege&amenity=wheelchair", "q=Li%C3%A8ge+wheelchair"):
        assert names(query) == ["Yes"]
    option = next(o for o in search("place=be/liege").facets["amenity"] if o.value == "wheelchair")
    assert option.count == 1


# Places


@pytest.mark.parametrize("typed", ["Luik", "lüttich", "LIEGE", "liège"])
def test_any_name_of_a_city_finds_it(liege, typed):
    make_space(city=liege)
    assert resolve(typed).chosen.city == liege


def test_country_is_found_in_the_languages_of_its_neighbours(liege):
    make_space(city=liege)
    for typed in ("Belgium", "Belgique", "België", "Belgien"):
        assert resolve(typed).chosen.country.code == "BE", typed


def test_words_besides_the_place_are_left_over(liege):
    make_space(city=liege)
    found = resolve("Luik coworking")
    assert (found.chosen.city, found.rest) == (liege, "coworking")


def test_amenity_is_not_a_place():
    make_city("Wifi")
    assert resolve("wifi").chosen is None


def test_suggestions_put_cities_with_spaces_first():
    make_city("Lyonville", "US", population=9_000_000)
    lyon = make_city("Lyon", "FR", population=500_000)
    make_space(city=lyon)
    assert suggestions("lyo")[0]["url"] == lyon.get_absolute_url()


# Words


def test_words_match_in_any_order_without_accents_and_as_prefixes(liege):
    make_space("Café de l’Été", city=liege)
    make_space("Autre", city=liege)
    for typed in ("ete cafe", "CAFÉ", "caf"):
        assert names("q=" + typed, city=liege) == ["Café de l’Été"], typed


def test_stop_word_does_not_narrow_a_search(liege):
    make_space("Mundo B", city=liege)
    assert names("q=coworking mundo", city=liege) == ["Mundo B"]


def test_former_name_finds_the_space(liege):
    make_space("NUMA", city=liege, former_names=("La Cantine",))
    assert names("q=cantine", city=liege) == ["NUMA"]


def test_name_comes_before_description(liege):
    make_space("Alpha", city=liege, description="near the lantern")
    make_space("Lantern", city=liege)
    assert names("q=lantern", city=liege) == ["Lantern", "Alpha"]


def test_space_named_like_a_city_is_found(liege):
    make_space("Liège Works", city=make_city("Mons"))
    make_space("Other", city=liege)
    assert "Liège Works" in names("q=Liège Works")


# Filters


def test_all_selected_amenities_are_required(liege):
    make_space("Both", city=liege, amenities=("wifi", "coffee"))
    make_space("One", city=liege, amenities=("wifi",))
    assert names("amenity=wifi&amenity=coffee") == ["Both"]


def test_any_selected_kind_matches(liege):
    make_space("A", city=liege, kind="cafe")
    make_space("B", city=liege, kind="library")
    make_space("C", city=liege)
    assert sorted(names("kind=cafe&kind=library")) == ["A", "B"]


def test_price_in_the_currency_of_the_place_only(liege):
    for name, amount, currency in (("Cheap", "12", "EUR"), ("Dear", "30", "EUR"), ("Foreign", "5", "CHF")):
        make_plan(make_space(name, city=liege), amount, currency=currency)
    make_space("Unknown", city=liege)
    assert names("price_max=20", city=liege) == ["Cheap"]
    assert names("price_max=12,00", city=liege) == ["Cheap"]
    assert search("price_max=20", city=liege).criteria.currency == "EUR"


def test_open_at_a_day_and_time_of_the_place(liege):
    make_space("Day", city=liege, opening_hours="Mo-Fr 09:00-18:00")
    make_space("Night", city=liege, opening_hours="Mo-Su 20:00-03:00")
    make_space("Unknown", city=liege)
    assert names("open=at&at=2026-03-04T10:00") == ["Day"]
    assert names("open=at&at=2026-03-05T01:00") == ["Night"]


def test_open_now(liege):
    make_space("Always", city=liege, opening_hours="24/7")
    for hours in ("Mo-Su off", "off", "closed", 'off "closed for good"'):
        make_space(f"Never {hours[:3]}", city=liege, opening_hours=hours)
    assert names("open=now") == ["Always"]
    assert names("open=at&at=2026-03-04T10:00") == ["Always"]


def test_a_space_whose_hours_are_off_is_closed_on_its_card(client, liege):
    for hours in ("off", "closed", 'off "closed for good"'):
        make_space(f"Never {hours}", city=liege, opening_hours=hours)
    found = page(client.get("/en/be/liege/"))
    assert {status.text for status in found.select(".open-status")} == {"Closed"}


def test_hours_that_depend_on_school_holidays_say_on_the_card_that_these_are_not_known(client, liege):
    make_space("School", city=liege, opening_hours="Mo-Fr 09:00-18:00; SH off")
    assert "school holidays are not known here" in page(client.get("/en/be/liege/")).one(".card").text


def test_hours_that_depend_on_the_sun_are_those_of_the_place_or_of_its_city(liege):
    make_space("East", city=liege, opening_hours="sunrise-12:00", latitude=50.6, longitude=8.0)
    make_space("West", city=liege, opening_hours="sunrise-12:00", latitude=50.6, longitude=0.0)
    make_space("Somewhere", city=liege, opening_hours="sunrise-12:00", latitude=None, longitude=None)
    positions = Space.objects.order_by("name").values_list("schedule__sun_position", flat=True)
    assert list(positions) == ["50.6,8.0", f"{liege.latitude:.1f},{liege.longitude:.1f}", "50.6,0.0"]
    # That day the sun rises over Liège at about 7:13.
    assert names("open=at&at=2026-03-04T07:08") == ["East"]
    assert set(names("open=at&at=2026-03-04T07:20")) == {"East", "Somewhere"}


@pytest.mark.usefixtures("any_day")
def test_known_within_months(liege):
    fresh = make_space("Fresh", city=liege)
    make_plan(fresh, as_of=dt.date.today().isoformat())
    make_plan(make_space("Old", city=liege), as_of="2012")
    assert names("confirmed=6") == ["Fresh"]


def test_near_a_point_with_distances_and_over_the_180th_meridian():
    suva = make_city("Suva", "FJ", latitude=-16.8, longitude=179.99)
    make_space("West", city=suva, latitude=-16.8, longitude=179.99)
    make_space("East", city=suva, latitude=-16.8, longitude=-179.99)
    make_space("Far", city=suva, latitude=-16.8, longitude=178.0)
    found = list(search("near=-16.8,179.98&radius=10").results)
    assert [space.name for space in found] == ["West", "East"]
    assert found[1].distance_km == pytest.approx(3.19, abs=0.05)


def test_closed_spaces_are_only_found_with_their_filter(liege):
    make_space("Gone", city=liege, status="closed")
    assert names() == []
    assert names("closed=1") == ["Gone"]


def test_unknown_prices_come_last(liege):
    make_plan(make_space("Dear", city=liege), "30")
    make_space("Unknown", city=liege)
    make_plan(make_space("Cheap", city=liege), "10")
    assert names("sort=price") == ["Cheap", "Dear", "Unknown"]


# Counts, chips, mistakes


def test_facets_are_counted_under_the_other_filters(liege, django_assert_max_num_queries):
    make_space("A", city=liege, kind="cafe", amenities=("wifi", "coffee"))
    make_space("B", city=liege, amenities=("wifi",))
    with fixed_vocabulary(), django_assert_max_num_queries(3):
        facets = search("kind=cafe", city=liege).facets
    kinds = {option.value: option.count for option in facets["kind"]}
    amenities = {option.value: option.count for option in facets["amenity"]}
    assert (kinds["cafe"], kinds["coworking"]) == (1, 1)
    assert (amenities["wifi"], amenities["coffee"], amenities["power"]) == (1, 1, 0)


def test_each_chip_removes_one_filter(liege):
    asked = controls("q=lantern&amenity=wifi&price_max=20&open=now", city=liege)
    assert [chip.label for chip in asked.chips] == ["“lantern”", "wifi", "up to €20 a day", "open now"]
    assert asked.chips[1].remove_url == "/en/spaces/?q=lantern&price_max=20&open=now"


def test_place_in_the_text_becomes_a_chip(liege):
    make_space("Lantern", city=liege)
    asked = controls("q=luik lantern")
    assert [chip.label for chip in asked.chips] == ["Liège", "“lantern”"]
    assert asked.chips[0].remove_url == "/en/spaces/?q=lantern"
    assert asked.chips[1].remove_url == "/en/spaces/?place=be%2Fliege"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("price_max=abc", "price_max"),
        ("price_max=nan", "price_max"),
        ("near=here", "near"),
        ("near=95,5", "near"),
        ("near=nan,nan", "near"),
        ("amenity=unicorns", "amenity"),
        ("kind=castle", "kind"),
        ("open=at&at=tomorrow", "at"),
        ("open=at", "at"),
        ("confirmed=-3", "confirmed"),
        ("confirmed=" + "9" * 400, "confirmed"),
        ("place=be/nowhere", "place"),
        ("sort=luck", "sort"),
        ("radius=1e9", "radius"),
        ("currency=XYZ", "currency"),
    ],
)
def test_invalid_value_has_an_error_and_is_left_out(liege, client, query, field):
    make_space("Lantern", city=liege)
    asked = search(query)
    assert field in controls(query).errors
    assert [space.name for space in asked.results] == ["Lantern"]
    page = client.get(f"/en/spaces/?{query}")
    assert page.status_code == 200
    assert 'class="error"' in page.content.decode()


@pytest.mark.parametrize(
    "query", ["q=%01", "q=" + "a" * 10000, "page=4000000000", "page=x", "amenity=%01", "place=%01/%01"]
)
def test_garbage_in_the_query_string_raises_nothing(liege, client, query):
    make_space(city=liege)
    assert client.get(f"/en/spaces/?{query}").status_code == 200


def test_text_that_is_only_a_place_redirects_to_its_page(liege, client):
    make_space(city=liege)
    assert client.get("/en/spaces/", {"q": "Luik"}).url == "/en/be/liege/"


def test_card_shows_the_price_of_the_selected_unit(liege, client):
    space = make_space("Lantern", city=liege)
    make_plan(space, "18")
    make_plan(space, "190", unit="month")
    assert Decimal(space.day_price or 0) == 18
    page = client.get("/en/be/liege/", {"price_per": "month", "price_max": "200"}).content.decode()
    assert "€190" in page


@pytest.mark.parametrize(
    ("typed", "chip"),
    [
        ("19,50", "up to €19.50 a day"),
        ("1.250", "up to €1,250 a day"),
        ("1 250 €", "up to €1,250 a day"),
        ("25 CHF", "up to CHF25 a day"),
    ],
)
def test_the_highest_price_is_read_as_people_write_it_and_shown(liege, client, typed, chip):
    shown = page(client.get("/en/be/liege/", {"price_max": typed}))
    assert chip in " ".join(chips(shown)).replace("\xa0", " ")


def test_a_neighbourhood_is_found_by_its_name_or_by_that_of_a_place_in_the_area(liege):
    make_space("Quarter", city=liege, neighbourhood="Outremeuse")
    herstal = make_city("Herstal", area_of=liege)
    make_space("Suburb", city=herstal)
    make_space("Centre", city=liege)
    assert names("neighbourhood=outremeuse", liege) == ["Quarter"]
    assert names("neighbourhood=Herstal", liege) == ["Suburb"]


def test_upcoming_events_are_a_filter(liege):
    soon, past, _none = (make_space(name, city=liege) for name in ("Soon", "Past", "None"))
    for space, days in ((soon, 2), (past, -9)):
        make_gathering(start=(timezone.localdate() + dt.timedelta(days=days)).isoformat(), space=space)
    assert names("events=1", liege) == ["Soon"]
    soon.events.update(is_cancelled=True)
    assert names("events=1", liege) == []
