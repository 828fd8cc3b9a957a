"""Spaces ranked by the price for the visitor's usage, and how pages show it."""

import io
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.utils import translation

from spaces.directory.models import Space
from spaces.pricing.price_list import parse, serialize
from spaces.search import usage as by_usage
from tests.factories import make_city, make_plan, make_rate, make_space
from tests.pages import Element, cards, chips, page, prices
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


def card_of(response, name) -> Element:
    """The card of a space in a list."""
    return next(card for card in page(response).select("li.card") if card.one("h3 a").text == name)


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
    response = client.get(URL, {"days": "11", "room": "3"})
    lantern = card_of(response, "Lantern")
    assert lantern.one(".card-price b").text == "€284"
    made_up = lantern.one(".card-usage").text
    assert "1 pass of 10 days + 1 day + 3 hours of meeting room" in made_up
    assert "of which €75 before tax" in made_up
    assert "price of a meeting room not known" in card_of(response, "Half known").one(".card-price").text
    assert card_of(response, "Silent").one(".card-price").text == "no price for this usage"
    assert chips(response).keys() == {"11 days a month, 8 hours each + 3 hours of meeting room"}


def test_ranges_and_minimum_prices_are_marked(liege, client):
    space("Range", liege, ("10", "day", {"amount_max": Decimal("15")}))
    space("Minimum", liege, ("20", "day", {"is_from": True}))
    response = client.get(URL, {"days": "2"})
    assert card_of(response, "Range").one(".card-price b").text == "€20 – €30"
    assert card_of(response, "Minimum").one(".card-price b").text == "from €40"


def test_foreign_prices_are_converted_with_the_dated_rate_and_say_so(liege, client):
    make_rate("CHF", "0.80")
    space("Euro", liege, ("20", "day"))
    space("Franc", liege, ("20", "day", {"currency": "CHF"}))
    space("Half", liege, ("12", "day", {"currency": "CHF"}))
    space("Peso", liege, ("1", "day", {"currency": "ARS"}))
    assert listed("days=1", city=liege) == ["Half", "Euro", "Franc", "Peso"]
    response = client.get(URL, {"days": "1"})
    franc, peso = card_of(response, "Franc"), card_of(response, "Peso")
    assert franc.one(".card-price b").text == "≈ €25"
    note = "CHF20, converted at the European Central Bank’s rate of 12 March 2026"
    assert note in franc.one(".card-usage").text.replace("CHF 20", "CHF20")
    assert "no exchange rate is known: sorted apart" in peso.one(".card-usage").text


def test_free_is_free_in_every_currency(liege, client):
    space("Library", liege, ("0", "day", {"currency": "ARS"}))
    space("Euro", liege, ("20", "day"))
    assert listed("days=1", city=liege) == ["Library", "Euro"]
    library = card_of(client.get(URL, {"days": "1"}), "Library")
    assert library.one(".card-price b").text == "free"
    assert "no exchange rate is known" not in library.text


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


def quote_of(query, made):
    """The quote that a list shows for the space."""
    search = searching.search(query, city=made.city)
    found = list(search.results)
    search.add_usage_prices(found)
    return next(space.usage_quote for space in found if space == made)


def test_a_complete_quote_is_preferred_to_a_cheaper_partial_one(liege):
    made = space(
        "Border",
        liege,
        ("5", "day", {"currency": "CHF"}),
        ("40", "day"),
        ("25", "hour", {"what": "meeting_room"}),
    )
    found = quote_of("days=1&room=1", made).quote
    assert (found.currency, found.total, found.missing) == ("EUR", Decimal(65), ())


def test_a_quote_that_can_be_converted_is_preferred_to_one_that_cannot(liege):
    made = space("Border", liege, ("1", "day", {"currency": "ARS"}), ("40", "day"))
    found = quote_of("days=1", made)
    assert (found.quote.currency, found.has_no_rate) == ("EUR", False)


def test_the_cheapest_currency_counts_after_conversion(liege):
    make_rate("CHF", "0.80")
    made = space("Border", liege, ("39", "day", {"currency": "CHF"}), ("40", "day"))
    assert quote_of("days=1", made).quote.currency == "EUR"
    cheap = space("Ford", liege, ("31", "day", {"currency": "CHF"}), ("40", "day"))
    found = quote_of("days=1", cheap)
    assert (found.quote.currency, found.converted) == ("CHF", Decimal("38.75"))
    assert listed("days=1", city=liege) == ["Ford", "Border"]


def test_costs_without_a_rate_rank_by_currency_and_amount_before_the_unknown(liege):
    space("Silent", liege)
    space("Won", liege, ("2", "day", {"currency": "KRW"}))
    space("Dear peso", liege, ("9", "day", {"currency": "ARS"}))
    space("Peso", liege, ("3", "day", {"currency": "ARS"}))
    space("Euro", liege, ("90", "day"))
    assert listed("days=1", city=liege) == ["Euro", "Peso", "Dear peso", "Won", "Silent"]


def test_pages_do_not_repeat_or_miss_a_space(client, liege):
    for number in range(30):
        space(f"Table {number}", liege, (str(10 + number % 7), "day"))
    seen, amounts = [], []
    for number in (1, 2):
        response = client.get(URL, {"days": "3", "page": number})
        seen += cards(response)
        amounts += prices(response)
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
    assert page(response).texts("#sort option[selected]") == ["Recommended"]
    assert page(response).has("p", "Choose a place to rank by this price")
    assert prices(response) == [36]


def test_too_many_places_are_not_ranked_and_the_page_says_so(client, liege, monkeypatch):
    monkeypatch.setattr(by_usage, "MAX_RANKED", 1)
    space("Dear", liege, ("30", "day"))
    space("Cheap", liege, ("10", "day"))
    response = client.get(URL, {"days": "2"})
    assert page(response).has("p", "Too many places to rank by this price")
    assert sorted(prices(response)) == [20, 60]


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
    ],
)
def test_invalid_number_has_an_error_beside_its_field(client, liege, query, field):
    space("Lantern", liege, ("18", "day"))
    response = client.get(f"{URL}?{query}")
    assert cards(response) == ["Lantern"]
    form = page(response).one("form.filters")
    assert form.values('[aria-invalid="true"]', "name") == [field]
    assert form.has(".error")


def test_empty_numbers_are_valid(client, liege):
    space("Lantern", liege, ("18", "day"))
    response = client.get(URL, {"days": "", "hours": "", "room": "", "sort": "usage"})
    assert not page(response).has(".error")


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

    def month(hours) -> str:
        shown = page(client.get(made.get_absolute_url(), {"days": "6", "hours": hours}))
        return shown.one("section[aria-labelledby=prices]").text

    assert "Cost for my usage" in month("4")
    assert "€78" in month("4")
    for text in ("€114", "1 week", "2 half-days", "A half-day is up to 4 hours.", "Tax included."):
        assert text in month("8")


def test_page_of_a_space_shows_errors_and_what_is_not_covered(client, liege):
    made = space("Lantern", liege, ("100", "month", {"days_included": 4}))
    shown = page(client.get(made.get_absolute_url(), {"days": "99"}))
    assert shown.has("section[aria-labelledby=prices] .error")
    shown = page(client.get(made.get_absolute_url(), {"days": "9"}))
    assert "do not cover that" in shown.one("section[aria-labelledby=prices]").text


def test_french_words(client, liege):
    space("Lantern", liege, ("187", "pass", {"quantity": 10}))
    response = client.get("/fr/be/liege/", {"days": "20", "hours": "8"})
    assert "2 carnets de 10 jours" in card_of(response, "Lantern").one(".card-usage").text
