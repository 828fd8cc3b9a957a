"""Tests of the provenance of facts."""

import datetime as dt

import pytest
from django.utils import timezone

from spaces.provenance.freshness import AGEING, FRESH, STALE
from spaces.provenance.models import Basis
from spaces.provenance.queries import (
    credits_of,
    current_statements,
    gone_from,
    provenance_of,
    provenance_of_column,
    stated_amenities,
)
from tests.factories import make_source, make_space, make_statement


@pytest.mark.django_db
def test_manager_has_precedence_and_others_are_shown():
    space = make_space(phone="+32 1")
    make_statement(space, {"phone": "+32 2"}, source=make_source("newer"), as_of="2026-05")
    make_statement(space, {"phone": "+32 1"}, source=make_source("agrees"), as_of="2026-04")
    make_statement(
        space, {"phone": "+32 1"}, source=make_source("manager"), as_of="2026-01", as_of_basis=Basis.CONFIRMED
    )
    phone = provenance_of(space)["phone"]
    assert phone.origin.source.key == "manager"
    assert [statement.source.key for statement in phone.agreeing] == ["agrees"]
    assert [(value, statement.source.key) for value, statement in phone.conflicts] == [("+32 2", "newer")]


@pytest.mark.django_db
def test_page_shows_source_licence_and_conflict(client):
    space = make_space(website="https://example.org/a")
    make_statement(space, {"website": "https://example.org/a"}, source=make_source("One list", licence="CC0"))
    make_statement(
        space, {"website": "https://example.org/b"}, source=make_source("Other list"), as_of="2014"
    )
    page = client.get(f"/en/spaces/{space.slug}/").content.decode()
    for word in ("One list", "CC0", "Other list", "https://example.org/b"):
        assert word in page


def sources(statements):
    return [statement.source.key for statement in statements]


def state(space, name, value, as_of, basis=Basis.PRINTED, **fields):
    """A statement of one fact by a source with the name of its date."""
    source = make_source(fields.pop("by", as_of))
    return make_statement(space, {name: value}, source=source, as_of=as_of, as_of_basis=basis, **fields)


@pytest.mark.django_db
def test_the_newest_check_is_the_origin_and_what_merely_stood_in_data_comes_last():
    space = make_space(phone="+32 1")
    state(space, "phone", "+32 1", "2026-05", Basis.LISTED)
    state(space, "phone", "+32 1", "2019")
    state(space, "phone", "+32 1", "2021")
    phone = provenance_of(space)["phone"]
    assert sources([phone.origin, *phone.agreeing]) == ["2021", "2019", "2026-05"]
    assert phone.freshness is STALE


@pytest.mark.django_db
def test_of_two_statements_of_one_day_the_later_one_is_the_origin():
    space = make_space(phone="+32 1")
    state(space, "phone", "+32 1", "2021", by="first")
    state(space, "phone", "+32 1", "2021", by="second")
    assert provenance_of(space)["phone"].origin.source.key == "second"


@pytest.mark.django_db
def test_a_fact_that_no_statement_gives_as_it_is_shown_has_no_provenance():
    space = make_space(phone="+32 1")
    state(space, "phone", "+32 2", "2021")
    assert "phone" not in provenance_of(space)
    assert provenance_of_column(space, "phone", current_statements(space)) is None
    assert provenance_of(make_space()) == {}


@pytest.mark.django_db
def test_a_fact_with_a_check_of_its_own_has_the_date_of_that_check():
    space = make_space(phone="+32 1")
    state(space, "phone", "+32 1", "2018", fact_dates={"phone": "2024-02-03"}, by="checked")
    state(space, "phone", "+32 1", "2020")
    phone = provenance_of(space)["phone"]
    assert (phone.origin.source.key, phone.origin.as_of) == ("checked", "2024-02-03")
    assert sources(phone.agreeing) == ["2020"]


@pytest.mark.django_db
def test_an_amenity_is_as_old_as_its_newest_check():
    space = make_space(amenities=("wifi", "kitchen"))
    wifi, kitchen = {"wifi": "yes"}, {"kitchen": "yes"}
    state(space, "amenities", wifi | kitchen, "2019")
    state(space, "amenities", wifi, "2018", fact_dates={"amenity:wifi": "2024-02-03"}, by="checked")
    state(space, "amenities", kitchen, "2021")
    state(space, "phone", "+32 1", "2022")
    found = provenance_of(space)
    wifi, kitchen = found["amenity:wifi"], found["amenity:kitchen"]
    assert sources([wifi.origin, *wifi.agreeing]) == ["checked", "2019"]
    assert sources([kitchen.origin, *kitchen.agreeing]) == ["2021", "2019"]
    assert (wifi.origin.as_of, kitchen.freshness) == ("2024-02-03", STALE)
    assert found["amenities"].conflicts == []


@pytest.mark.django_db
def test_a_position_has_the_provenance_of_its_latitude_within_a_millionth_of_a_degree():
    space = make_space(latitude=50.5, longitude=5.5)
    state(space, "latitude", 50.5000001, "2021")
    state(space, "latitude", 50.50001, "2020")
    position = provenance_of(space)["position"]
    assert position.origin.source.key == "2021"
    assert [value for value, _statement in position.conflicts] == [50.50001]


@pytest.mark.django_db
def test_capacity_has_the_provenance_of_desks_else_of_people_meeting_rooms_or_the_area():
    capacity = {"area_m2": 250, "rooms": 3, "people": 20, "desks": 12}
    space = make_space(**capacity)
    assert "capacity" not in provenance_of(space)
    for (name, value), as_of in zip(capacity.items(), ("2022", "2023", "2021", "2019"), strict=True):
        state(space, name, value, as_of)
        assert provenance_of(space)["capacity"].origin.source.key == as_of


@pytest.mark.django_db
def test_a_replaced_statement_and_those_of_other_spaces_are_no_provenance():
    space = make_space(phone="+32 1")
    state(space, "phone", "+32 1", "2021", replaced_at="2026-02-02T00:00Z")
    state(make_space(), "phone", "+32 1", "2022")
    assert current_statements(space) == []
    assert provenance_of(space) == {}


@pytest.mark.django_db
def test_sources_are_credited_once_by_name_where_a_licence_or_a_page_asks_for_it():
    space = make_space()
    for name, licence, urls in (
        ("Zebra", "by Zebra", ["", ""]),
        ("Atlas", "", ["https://atlas.example/1", ""]),
        ("Nobody", "", [""]),
    ):
        source = make_source(name, attribution=licence)
        for url in urls:
            make_statement(space, {}, source=source, url=url)
    assert sources(credits_of(current_statements(space))) == ["Atlas", "Zebra"]
    credit, _zebra = credits_of(current_statements(space))
    assert credit.url == "https://atlas.example/1"


@pytest.mark.django_db
@pytest.mark.usefixtures("any_day")
def test_the_freshness_of_a_column_is_that_of_its_kind_of_fact():
    space = make_space(opening_hours="24/7", phone="+32 1")
    as_of = (timezone.localdate() - dt.timedelta(days=200)).isoformat()
    for name, value in (("opening_hours", "24/7"), ("phone", "+32 1")):
        state(space, name, value, as_of)
    statements = current_statements(space)
    assert provenance_of_column(space, "opening_hours", statements).freshness is AGEING
    assert provenance_of_column(space, "phone", statements).freshness is FRESH


@pytest.mark.django_db
def test_the_origin_of_a_column_is_the_newest_statement_in_any_order():
    space = make_space(phone="+32 1")
    for as_of in ("2019", "2022", "2021"):
        state(space, "phone", "+32 1", as_of)
    for statements in (current_statements(space), current_statements(space)[::-1]):
        phone = provenance_of_column(space, "phone", statements)
        assert sources([phone.origin, *phone.agreeing]) == ["2022", "2021", "2019"]


@pytest.mark.django_db
def test_checks_of_their_own_are_ordered_among_themselves():
    space = make_space(phone="+32 1")
    state(space, "phone", "+32 1", "2023", fact_dates={"phone": "2023-05"}, by="earlier")
    state(space, "phone", "+32 1", "2019", fact_dates={"phone": "2024-05"}, by="later")
    phone = provenance_of(space)["phone"]
    assert sources([phone.origin, *phone.agreeing]) == ["later", "earlier"]


@pytest.mark.django_db
def test_a_whole_degree_and_a_number_as_text_are_the_same_as_the_decimal_number():
    space = make_space(latitude=50.0, longitude=5.0)
    state(space, "latitude", 50, "2021")
    state(space, "latitude", "50.0", "2020")
    assert provenance_of(space)["position"].conflicts == []


@pytest.mark.django_db
def test_a_position_that_the_space_has_not_is_no_error_and_no_conflict():
    space = make_space(latitude=None, longitude=None)
    state(space, "latitude", 50.5, "2021")
    assert provenance_of(space)["latitude"].conflicts == []


@pytest.mark.django_db
def test_other_values_of_an_amenity_are_conflicts_with_their_details():
    space = make_space(amenities=("wifi",))
    state(space, "amenities", {"wifi": "yes"}, "2022")
    state(space, "amenities", {"wifi": "limited: slow"}, "2021")
    state(space, "amenities", {"wifi": "no"}, "2020")
    conflicts = provenance_of(space)["amenity:wifi"].conflicts
    assert [value for value, _statement in conflicts] == ["limited (slow)", "no"]


@pytest.mark.django_db
def test_of_several_statements_of_an_amenity_the_newest_counts_and_the_managers_before_all():
    space = make_space()
    state(space, "amenities", {"wifi": "no", "coffee": "no"}, "2019", by="first")
    state(space, "amenities", {"wifi": "yes: fast", "coffee": "yes"}, "2022")
    state(space, "amenities", {"coffee": "limited"}, "2018", Basis.CONFIRMED)
    for statements in (current_statements(space), current_statements(space)[::-1]):
        assert stated_amenities(statements) == {"wifi": "yes: fast", "coffee": "limited"}


@pytest.mark.django_db
def test_a_source_no_longer_has_a_space_when_all_its_records_are_gone():
    space, part, whole = make_space(), make_source("part"), make_source("whole")
    for source, basis, since in (
        (part, Basis.GONE, "2026-01-01"),
        (part, Basis.PRINTED, ""),
        (whole, Basis.GONE, "2026-02-01"),
        (whole, Basis.GONE, "2026-03-01"),
    ):
        make_statement(space, source=source, as_of_basis=basis, missing_since=since)
    [gone] = gone_from(current_statements(space))
    assert (gone.source, gone.missing_since) == (whole, "2026-03-01")


@pytest.mark.django_db
def test_texts_that_differ_only_in_capitals_agree():
    space = make_space("The Mill", street="Rue Haute 12")
    for as_of, street in (("2014", "Rue Haute 12"), ("2026-05", "RUE HAUTE 12"), ("2026-06", "Rue Basse 1")):
        make_statement(space, {"street": street}, source=make_source(f"source of {as_of}"), as_of=as_of)
    found = provenance_of(space)["street"]
    assert (found.origin.as_of, len(found.conflicts)) == ("2026-05", 1)
