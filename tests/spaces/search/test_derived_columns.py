"""The derived columns of a space, as its facts, prices and their dates make them."""

import pytest

from spaces.directory.models import Space
from spaces.search_index import derived_columns
from spaces.search_index.models import IndexTerm
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


def checked(space, facts, as_of, basis="printed", **fields):
    return make_statement(space, facts, as_of=as_of, as_of_basis=basis, **fields)


def test_the_date_on_which_facts_merely_stood_in_data_confirms_nothing():
    space = make_space()
    make_statement(space, as_of="2024-05")
    checked(space, {"name": space.name}, "2026-05", "listed")
    make_plan(space, as_of="2026-06-01", as_of_basis="listed")
    assert stored(space).confirmed_on == "2024-05"
    checked(space, {"phone": ""}, "2026-05", "listed", fact_dates={"phone": "2025-07-01"})
    assert stored(space).confirmed_on == "2025-07-01"


def test_hours_have_the_date_of_their_own_check_and_a_listed_date_only_without_one():
    hours = {"opening_hours": "24/7"}
    space = make_space(**hours)
    checked(space, hours, "2026-05", "listed")
    assert stored(space).hours_as_of == "2026-05"
    checked(space, hours, "2023")
    assert stored(space).hours_as_of == "2023"
    checked(space, hours, "2021", fact_dates={"opening_hours": "2024-02-03"})
    assert stored(space).hours_as_of == "2024-02-03"


def unchecked(space):
    derived_columns.refresh([space])
    return [term[2:] for term in space.facet_terms.split() if term.startswith("u:")]


def test_a_search_for_checked_facts_leaves_out_what_merely_stood_in_data():
    hours = {"opening_hours": "24/7"}
    space = make_space(amenities=("wifi", "kitchen"), **hours)
    both = {"amenities": {"wifi": "yes", "kitchen": "yes"}, **hours}
    checked(space, both, "2026-05", "listed")
    assert unchecked(space) == ["hours", "kitchen", "wifi"]
    checked(space, {"amenities": {"wifi": "yes"}}, "2019")
    assert unchecked(space) == ["hours", "kitchen"]
    checked(space, both, "2026-06", "listed", fact_dates={"opening_hours": "2025-01-02"})
    assert unchecked(space) == ["kitchen"]


def test_facts_that_nobody_states_are_not_unchecked():
    space = make_space(amenities=("wifi",))
    checked(space, {"amenities": {}}, "2026-05", "listed")
    assert unchecked(space) == []


def test_hours_of_the_sun_have_a_schedule_for_their_place():
    north = make_space(opening_hours="sunrise-sunset", latitude=51.0, longitude=5.5)
    south = make_space(opening_hours="sunrise-sunset", latitude=50.0, longitude=5.5)
    unknown = make_space(opening_hours="sunrise-sunset", latitude=None, longitude=None)
    assert [stored(space).schedule.sun_position for space in (north, south, unknown)] == [
        "51.0,5.5",
        "50.0,5.5",
        "50.6,5.6",
    ]


def test_a_schedule_has_its_times_as_soon_as_it_is_made_and_only_once():
    space = make_space(opening_hours="Mo-Fr 09:00-17:00")
    schedule = stored(space).schedule
    spans = schedule.spans.count()
    assert spans > 0
    assert schedule.spans_until is not None
    make_space(opening_hours="Mo-Fr 09:00-17:00")
    assert schedule.spans.count() == spans


def test_of_two_foreign_currencies_the_first_by_its_code_is_shown():
    space = make_space()
    for amount, currency in (("9", "USD"), ("7", "CHF")):
        make_plan(space, amount, currency=currency)
    assert (stored(space).price_currency, stored(space).day_price) == ("CHF", 7)


def test_the_words_of_a_batch_are_added_to_the_dictionary_unless_the_caller_does_it():
    space = make_space()
    for name, adds in (("Xylofoon", True), ("Quagga", False)):
        space.name = name
        space.save(update_fields=["name"])
        derived_columns.refresh([space], update_dictionary=adds)
        assert IndexTerm.objects.filter(text=name.lower()).exists() is adds


def test_no_spaces_are_no_work(django_assert_max_num_queries):
    with django_assert_max_num_queries(1):
        assert derived_columns.find_or_make_schedules(set()) == {}
    derived_columns.refresh([])


def test_the_queries_of_a_batch_do_not_grow_with_it(django_assert_max_num_queries):
    spaces = [make_space(amenities=("wifi",), opening_hours="24/7") for _number in range(5)]
    for space in spaces:
        space.name += " again"
    with django_assert_max_num_queries(20):
        derived_columns.refresh(spaces)
