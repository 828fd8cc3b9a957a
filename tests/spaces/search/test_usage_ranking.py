"""Spaces ranked by the price for the visitor's usage, and how pages show it."""

import io
import re
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.utils import translation

from spaces.directory.models import Space
from spaces.pricing.price_list import parse, serialize
from spaces.search import usage as by_usage
from tests.factories import make_city, make_plan, make_rate, make_space
from tests.pages import cards, prices
from tests.spaces.search import searching

pytestmark = pytest.mark.django_db
URL = "/en/be/liege/"


@pytest.fixture
def liege():
    return make_city()


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def space(name, city, *plans, **fields):
    """A space that asks these prices: (amount, unit, {fields})."""
    made = make_space(name, city=city, **fields)
    for amount, unit, *more in plans:
        make_plan(made, amount, unit, **(more[0] if more else {}))
    return made


def listed(query, **places):
    return searching.names(query, **places)


def test_ranked_by_what_the_usage_costs_and_the_unknown_last(liege):
    space("Unknown", liege)
    space("By the day", liege, ("18", "day"))
    space("By the month", liege, ("150", "month"))
    assert listed("days=6&sort=usage", city=liege) == ["By the day", "By the month", "Unknown"]
    assert listed("days=20&sort=usage", city=liege) == ["By the month", "By the day", "Unknown"]


def test_a_space_without_a_meeting_room_price_ranks_before_one_without_any_price(liege):
    space("Silent", liege)
    space("Dear desk", liege, ("30", "day"))
    space("Cheap desk", liege, ("10", "day"))
    space("Both", liege, ("50", "day"), ("90", "hour", {"what": "meeting_room"}))
    assert listed("days=2&room=1", city=liege) == ["Both", "Cheap desk", "Dear desk", "Silent"]


def test_usage_ranks_by_itself_unless_another_order_is_chosen(liege):
    space("Dear", liege, ("30", "day"))
    space("Cheap", liege, ("10", "day"))
    space("A", liege, ("20", "day"))
    assert listed("days=2", city=liege) == ["Cheap", "A", "Dear"]
    assert listed("days=2&sort=name", city=liege) == ["A", "Cheap", "Dear"]


def test_earlier_prices_and_other_things_do_not_count(liege):
    made = space("Here", liege, ("18", "day"), ("5", "day", {"is_current": False}))
    make_plan(made, "1", "month", what="other")
    made.refresh_from_db()
    assert [price.amount for price in parse(made.price_list)["EUR"]] == [Decimal(18)]


def test_a_price_list_keeps_everything_that_a_price_says(liege):
    made = space("Here", liege)
    plan = make_plan(
        made,
        "99.50",
        "pass",
        quantity=10,
        days_included=12,
        amount_max=Decimal("120"),
        is_from=True,
        tax_included=False,
    )
    (price,) = parse(serialize([plan]))["EUR"]
    for field, value in price._asdict().items():
        assert getattr(plan, field) == value, field


def test_invented_spaces_have_price_lists_like_others(gazetteer):
    call_command("make_spaces", 40, seed=7, stdout=io.StringIO())
    made = list(Space.objects.filter(plans__is_current=True).distinct())
    assert made
    for one in made:
        assert one.price_list == serialize(one.plans.filter(is_current=True))


def test_card_says_the_price_and_how_it_is_made_up(liege, client):
    space(
        "Lantern",
        liege,
        ("22", "day", {"tax_included": True}),
        ("187", "pass", {"quantity": 10, "tax_included": True}),
        ("25", "hour", {"what": "meeting_room", "tax_included": False}),
    )
    space("Half known", liege, ("18", "day"))
    space("Silent", liege)
    page = client.get(URL, {"days": "11", "room": "3"}).content.decode()
    assert "€284" in page
    assert "1 pass of 10 days + 1 day + 3 hours of meeting room" in page
    assert "of which €75 before tax" in page
    assert "price of a meeting room not known" in page
    assert "no price for this usage" in page
    assert "11 days a month, 8 hours each + 3 hours of meeting room" in page


def test_ranges_and_minimum_prices_are_marked(liege, client):
    space("Range", liege, ("10", "day", {"amount_max": Decimal("15")}))
    space("Minimum", liege, ("20", "day", {"is_from": True}))
    page = client.get(URL, {"days": "2"}).content.decode()
    assert "€20 – €30" in page
    assert '<span class="from">from </span>€40' in page


def test_foreign_prices_are_converted_with_the_dated_rate_and_say_so(liege, client):
    make_rate("CHF", "0.80")
    space("Euro", liege, ("20", "day"))
    space("Franc", liege, ("20", "day", {"currency": "CHF"}))
    space("Half", liege, ("12", "day", {"currency": "CHF"}))
    space("Peso", liege, ("1", "day", {"currency": "ARS"}))
    assert listed("days=1", city=liege) == ["Half", "Euro", "Franc", "Peso"]
    page = client.get(URL, {"days": "1"}).content.decode()
    assert "€25" in page
    assert "CHF20, converted at the European Central Bank’s rate of 12 March 2026" in page.replace("\xa0", "")
    assert "no exchange rate is known: sorted apart" in page


def test_free_is_free_in_every_currency(liege, client):
    space("Library", liege, ("0", "day", {"currency": "ARS"}))
    space("Euro", liege, ("20", "day"))
    assert listed("days=1", city=liege) == ["Library", "Euro"]
    page = client.get(URL, {"days": "1"}).content.decode()
    assert "<b>free</b>" in page
    assert "no exchange rate is known" not in page


def test_currencies_of_one_space_are_not_added(liege):
    made = space(
        "Border",
        liege,
        ("20", "day", {"currency": "CHF"}),
        ("25", "hour", {"what": "meeting_room", "currency": "EUR"}),
    )
    search = searching.search("days=1&room=1", city=liege)
    found = list(search.results)
    search.add_usage_prices(found)
    assert found == [made]
    assert found[0].usage_quote.quote.missing == ("desk",)


def test_pages_do_not_repeat_or_miss_a_space(client, liege):
    for number in range(30):
        space(f"Table {number}", liege, (str(10 + number % 7), "day"))
    seen, amounts = [], []
    for number in (1, 2):
        page = client.get(URL, {"days": "3", "page": number})
        seen += cards(page)
        amounts += prices(page)
    assert sorted(seen) == sorted(Space.objects.values_list("name", flat=True))
    assert len(amounts) == len(seen)
    assert amounts == sorted(amounts)


def test_number_of_queries_does_not_grow_with_the_spaces(client, liege, django_assert_max_num_queries):
    for number in range(20):
        space(f"Table {number}", liege, (str(10 + number), "day"), ("25", "hour", {"what": "meeting_room"}))
    with django_assert_max_num_queries(23):
        client.get(URL, {"days": "3", "room": "1", "sort": "usage"})


def test_spaces_near_a_point_are_ranked(liege):
    space("Dear", liege, ("30", "day"))
    space("Cheap", liege, ("10", "day"))
    near = f"near={liege.latitude},{liege.longitude}&days=2&sort=usage"
    search = searching.search(near)
    assert [(s.name, round(s.distance_km)) for s in search.results] == [("Cheap", 0), ("Dear", 0)]


def test_without_a_place_nothing_is_ranked_and_the_page_says_why(client, liege):
    space("Lantern", liege, ("18", "day"))
    response = client.get("/en/spaces/", {"days": "2", "sort": "usage"})
    page = response.content.decode()
    assert 'aria-current="true">recommended</a>' in page
    assert "Choose a place to rank by this price" in page
    assert "€36" in page


def test_too_many_places_are_not_ranked_and_the_page_says_so(client, liege, monkeypatch):
    monkeypatch.setattr(by_usage, "MAX_RANKED", 1)
    space("Dear", liege, ("30", "day"))
    space("Cheap", liege, ("10", "day"))
    page = client.get(URL, {"days": "2"}).content.decode()
    assert "Too many places to rank by this price" in page
    assert "€60" in page


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("days=-1", "days"),
        ("days=32", "days"),
        ("days=six", "days"),
        ("days=3&hours=0", "hours"),
        ("days=3&hours=25", "hours"),
        ("room=999999999999", "room"),
        ("days=2.5", "days"),
        ("sort=usage", "days"),
        ("days=%00", "days"),
    ],
)
def test_invalid_number_has_an_error_beside_its_field(client, liege, query, field):
    space("Lantern", liege, ("18", "day"))
    response = client.get(f"{URL}?{query}")
    page = response.content.decode()
    assert "Lantern" in page
    assert 'class="error"' in page
    assert re.search(rf'<input name="{field}"[^>]* aria-invalid="true"', page)


def test_empty_numbers_are_valid(client, liege):
    space("Lantern", liege, ("18", "day"))
    response = client.get(URL, {"days": "", "hours": "", "room": "", "sort": "usage"})
    assert 'class="error"' not in response.content.decode()


def test_chip_removes_the_whole_usage(liege):
    asked = searching.controls("amenity=wifi&days=6&room=1&sort=usage", city=liege, path=URL)
    (chip,) = [chip for chip in asked.chips if "6 days" in chip.label]
    assert chip.remove_url == f"{URL}?amenity=wifi"


def test_page_of_a_space_computes_a_month(client, liege):
    made = space(
        "Lantern",
        liege,
        ("88", "week", {"tax_included": True}),
        ("13", "half_day", {"tax_included": True}),
    )
    page = client.get(made.get_absolute_url(), {"days": "6", "hours": "4"}).content.decode()
    assert "What would my month cost?" in page
    assert "€78" in page
    page = client.get(made.get_absolute_url(), {"days": "6", "hours": "8"}).content.decode()
    assert "€114" in page
    assert "1 week" in page
    assert "2 half-days" in page
    assert "A half-day is up to 4 hours." in page
    assert "Tax included." in page


def test_page_of_a_space_shows_errors_and_what_is_not_covered(client, liege):
    made = space("Lantern", liege, ("100", "month", {"days_included": 4}))
    assert 'class="error"' in client.get(made.get_absolute_url(), {"days": "99"}).content.decode()
    page = client.get(made.get_absolute_url(), {"days": "9"}).content.decode()
    assert "do not cover that" in page


def test_french_words(client, liege):
    space("Lantern", liege, ("187", "pass", {"quantity": 10}))
    page = client.get("/fr/be/liege/", {"days": "20", "hours": "8"}).content.decode()
    assert "2 carnets de 10 jours" in page
