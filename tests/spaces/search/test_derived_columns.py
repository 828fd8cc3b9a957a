"""The derived columns of a space, as its facts, prices and their dates make them."""

import pytest

from spaces.directory.models import Space
from spaces.search_index import derived_columns
from tests.factories import make_amenity, make_city, make_plan, make_source, make_space, make_statement

pytestmark = pytest.mark.django_db


def stored(space) -> Space:
    return Space.objects.get(pk=space.pk)


def test_the_price_of_several_months_is_not_shown_as_the_months():
    space = make_space()
    make_plan(space, "500", "month", quantity=3)
    make_plan(space, "90", "day", quantity=5)
    assert (stored(space).month_price, stored(space).day_price) == (None, None)
    make_plan(space, "200", "month")
    make_plan(space, "22", "day")
    assert (stored(space).month_price, stored(space).day_price) == (200, 22)


def test_the_lowest_price_of_a_desk_counts_and_no_office_or_meeting_room():
    space = make_space()
    for amount, what in (
        ("25", "dedicated_desk"),
        ("22", "hot_desk"),
        ("9", "office"),
        ("8", "meeting_room"),
    ):
        make_plan(space, amount, what=what)
    assert stored(space).day_price == 22


def test_a_price_that_a_newer_one_replaced_does_not_count():
    space = make_space()
    make_plan(space, "10", is_current=False, as_of="2026-09-01")
    make_plan(space, "12", as_of="2025-09-01")
    assert (stored(space).day_price, stored(space).confirmed_on) == (12, "2025-09-01")


def test_prices_are_shown_in_the_currency_of_the_country_where_one_is():
    space = make_space()
    make_plan(space, "5", currency="CHF")
    assert (stored(space).price_currency, stored(space).day_price) == ("CHF", 5)
    make_plan(space, "20")
    assert (stored(space).price_currency, stored(space).day_price) == ("EUR", 20)


def test_a_space_without_prices_has_the_currency_of_its_country():
    assert stored(make_space()).price_currency == "EUR"


def test_the_newest_date_of_a_current_statement_or_price_is_when_the_space_was_confirmed():
    space = make_space()
    assert stored(space).confirmed_on == ""
    make_statement(space, as_of="2024-05")
    assert stored(space).confirmed_on == "2024-05"
    make_plan(space, as_of="2025-02-03")
    assert stored(space).confirmed_on == "2025-02-03"
    make_statement(space, as_of="2026-01-01", replaced_at="2026-02-02T00:00Z")
    assert stored(space).confirmed_on == "2025-02-03"


def test_hours_are_as_old_as_the_newest_statement_of_these_very_hours():
    space = make_space(opening_hours="Mo-Fr 09:00-17:00")
    assert stored(space).hours_as_of == ""
    for as_of, hours in (("2024", "Mo-Fr 09:00-17:00"), ("2025", "Mo-Fr 09:00-17:00"), ("2026", "24/7")):
        make_statement(space, {"opening_hours": hours}, as_of=as_of)
    assert stored(space).hours_as_of == "2025"


def test_a_space_without_hours_has_no_date_of_hours():
    space = make_space()
    make_statement(space, {"opening_hours": ""})
    assert stored(space).hours_as_of == ""


@pytest.mark.parametrize(
    ("facts", "more"),
    [
        ({"latitude": None, "longitude": None}, -1),
        ({"street": "Rue Haute 12"}, 1),
        ({"website": "https://mill.example/"}, 1),
        ({"description": "A room above the bakery."}, 1),
        ({"opening_hours": "24/7"}, 1),
        ({"phone": "+32 4 1234567"}, 1),
        ({"email": "mill@example.org"}, 1),
        ({"phone": "+32 4 1234567", "email": "mill@example.org"}, 1),
    ],
)
def test_each_kind_of_fact_makes_a_space_more_complete(facts, more):
    assert stored(make_space(**facts)).completeness == 1 + more


def test_prices_amenities_and_photos_make_a_space_more_complete_once_each():
    space = make_space()
    for number in (1, 2):
        make_plan(space, 18 + number)
        make_amenity(space, ("wifi", "kitchen")[number - 1])
        space.photos.create(image=f"photos/{number}.webp", width=4, height=3, widths=[], slot=number)
    derived_columns.refresh([space])
    assert (stored(space).completeness, stored(space).photo_count) == (4, 2)


def test_a_change_of_what_is_derived_is_a_change_of_the_page():
    space = make_space()
    before = stored(space).updated_at
    derived_columns.refresh([space])
    assert stored(space).updated_at == before
    make_plan(space)
    assert stored(space).updated_at > before


def test_keys_for_search_are_derived_from_name_website_telephone_and_place():
    space = stored(
        make_space("Café Zoë", website="https://www.mill.example/en", phone="+32 4 111 11 11", kind="cafe")
    )
    assert (space.normalized_name, space.web_domain) == ("cafe zoe", "mill.example")
    assert space.phone_key.endswith("41111111")
    assert (space.country_code, space.cell is None) == ("BE", False)
    assert "k:cafe" in space.facet_terms


def test_former_names_are_found_too():
    assert "lantern" in stored(make_space("The Mill", former_names=("Lantern",))).search_text


def test_a_very_long_name_is_shortened_for_the_index():
    assert stored(make_space("ß" * 150, slug="long")).normalized_name == "s" * 200


def test_no_term_is_longer_than_the_index_takes():
    """Not with the prefix of names, nor where two words are joined: PostgreSQL refuses longer ones."""
    space = stored(make_space(f"{'a' * 70} {'b' * 40} {'c' * 40}", slug="long"))
    assert {"a" * 60, "b" * 40} <= set(space.search_text.split())
    assert max(map(len, space.search_text.split())) == 60


def test_spaces_with_equal_hours_in_one_country_and_time_zone_share_a_schedule():
    hours = {"opening_hours": "Mo-Fr 09:00-17:00"}
    one, other, elsewhere, closed, unclear = (
        make_space(**hours),
        make_space(**hours),
        make_space(city=make_city("London", "GB", timezone="Europe/London"), **hours),
        make_space(),
        make_space(opening_hours="when the light is on"),
    )
    assert stored(one).schedule_id == stored(other).schedule_id is not None
    assert stored(elsewhere).schedule_id not in (None, stored(one).schedule_id)
    assert stored(closed).schedule_id is stored(unclear).schedule_id is None
    assert stored(one).schedule.timezone == "Europe/Brussels"


def test_hours_that_are_taken_away_take_their_schedule_with_them():
    space = make_space(opening_hours="24/7")
    space.opening_hours = ""
    derived_columns.refresh([space])
    assert stored(space).schedule is None


def test_facts_of_one_space_do_not_count_for_another_of_the_same_batch():
    one, other = make_space(), make_space()
    make_statement(one, as_of="2026", source=make_source("a"))
    derived_columns.refresh([one, other])
    assert (stored(one).confirmed_on, stored(other).confirmed_on) == ("2026", "")
