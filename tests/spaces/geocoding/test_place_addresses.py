"""The command places what has a street and no position, once, and never over what somebody stated."""

import io

import pytest
from django.core.management import CommandError, call_command

from spaces.geocoding import client as geocoder_client
from spaces.models import AddressLookup, Source, Space, Statement
from tests.factories import make_space, make_statement
from tests.pages import page
from tests.spaces.geocoding.conftest import BRUSSELS, collection, photon

pytestmark = pytest.mark.django_db


def place_addresses(*arguments):
    out = io.StringIO()
    call_command("place_addresses", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_a_space_with_a_street_is_placed_and_its_page_says_so(client, geocoder, mill):
    shown = page(client.get("/en/spaces/the-mill/"))
    assert "Its exact position is not known." in shown.text
    before = mill.confirmed_on
    assert place_addresses() == [
        "placed: The Mill (12 rue du Trône, 1050 Brussels, BE)",
        "1 placed, 0 refused, 0 failed.",
    ]
    mill.refresh_from_db()
    assert (mill.latitude, mill.longitude, mill.cell is not None) == (50.8401, 4.3605, True)
    assert mill.confirmed_on == before != ""  # nobody has checked anything
    source = Source.objects.get(key="geocoder:127.0.0.1")
    assert [source.name, source.licence] == ["Our Photon", "ODbL"]
    shown = page(client.get("/en/spaces/the-mill/"))
    assert "Placed by address, by a geocoder." in shown.one(".space-here").text
    stated = shown.one(".space-here details.provenance")
    assert "Our Photon" in stated.text
    assert "(placed by address), ODbL. Ageing." in stated.text
    assert any("© OpenStreetMap contributors" in text for text in shown.texts(".credit"))
    french = page(client.get("/fr/spaces/the-mill/"))
    assert "Placé d’après l’adresse" in french.one(".space-here").text


def test_nothing_is_asked_twice_unless_the_address_changed_or_somebody_wants_it(geocoder, mill):
    geocoder.answer = collection()
    assert place_addresses()[-1] == "0 placed, 1 refused (1 not found), 0 failed."
    assert place_addresses() == ["0 placed, 0 refused, 0 failed."]
    assert len(geocoder.asked) == 1
    geocoder.answer = photon()
    assert place_addresses("--again")[-1] == "1 placed, 0 refused, 0 failed."
    assert place_addresses("--again") == ["0 placed, 0 refused, 0 failed."]
    Space.objects.update(latitude=None, longitude=None)  # somebody says that it is wrong
    assert place_addresses() == ["0 placed, 0 refused, 0 failed."]
    Space.objects.update(street="14 rue du Trône")
    assert place_addresses()[-1] == "1 placed, 0 refused, 0 failed."


def test_a_dry_run_asks_and_writes_nothing_and_a_limit_counts_requests(geocoder, mill, brussels):
    make_space("Other", city=brussels, street="Rue du Trône 3", latitude=None, longitude=None)
    assert place_addresses("--limit", "1", "--dry-run")[-1] == (
        "Dry run, nothing written. 1 placed, 0 refused, 0 failed."
    )
    assert (len(geocoder.asked), AddressLookup.objects.count()) == (1, 0)
    assert not Space.objects.exclude(latitude=None).exists()
    assert not Statement.objects.filter(as_of_basis="placed").exists()
    assert place_addresses("--limit", "1")[-1] == "1 placed, 0 refused, 0 failed."
    assert place_addresses("--limit", "1")[-1] == "1 placed, 0 refused, 0 failed."
    assert place_addresses("--limit", "1")[-1] == "0 placed, 0 refused, 0 failed."


def test_only_spaces_without_a_position_in_the_countries_of_the_settings_are_looked_up(
    geocoder, mill, brussels, settings
):
    settings.GEOCODER_COUNTRIES = ["FR"]
    assert place_addresses() == ["0 placed, 0 refused, 0 failed."]
    settings.GEOCODER_COUNTRIES = ["BE"]
    make_space("Pinned", city=brussels, street="Rue X 1")
    make_space("Sample", city=brussels, street="Rue X 1", latitude=None, longitude=None, is_sample=True)
    make_space("Merged", city=brussels, street="Rue X 1", latitude=None, longitude=None, merged_into=mill)
    make_space("No street", city=brussels, latitude=None, longitude=None)
    place_addresses()
    assert [asked["q"] for asked in geocoder.asked] == ["12 rue du Trône, 1050 Brussels, Belgium"]
    assert Space.objects.get(name="Pinned").latitude == BRUSSELS[0]


FAILURES = [
    ((503, {}, "busy"), "it answered 503"),
    ((200, {}, "<html>"), "its answer is not JSON"),
    ((302, {"Location": "http://127.0.0.1/"}, ""), "it answered 302"),
    ((200, {}, " " * 1_100_000), "larger than 1 MB"),
]


@pytest.mark.once
@pytest.mark.parametrize(("answer", "why"), FAILURES)
def test_what_fails_is_reported_and_asked_for_again(geocoder, mill, brussels, answer, why):
    for number in range(3):
        make_space(f"Other {number}", city=brussels, street="Rue X 1", latitude=None, longitude=None)
    geocoder.answer = answer
    out = io.StringIO()
    with pytest.raises(CommandError, match="failed 3 times"):
        call_command("place_addresses", stdout=out)
    assert why in out.getvalue()
    assert len(geocoder.asked) == 3  # then it is left in peace
    geocoder.answer = photon(street="Rue X")
    assert place_addresses()[-1].startswith("3 placed")


@pytest.mark.once
def test_the_command_needs_a_geocoder(db):
    with pytest.raises(CommandError, match="GEOCODER_URL"):
        call_command("place_addresses")


def test_the_processes_of_a_site_take_turns_to_ask(db, settings):
    settings.GEOCODER_PAUSE_SECONDS = 60
    assert [geocoder_client.may_ask() for _number in range(2)] == [True, False]


def test_whoever_states_a_position_wins_and_a_former_address_has_none(geocoder, mill):
    place_addresses()
    placed = mill.statements.get(as_of_basis="placed")
    make_statement(mill, {"latitude": 50.85, "longitude": 4.35}, as_of="2011")  # stated, not taken over
    Space.objects.filter(pk=mill.pk).update(latitude=50.85, longitude=4.35)
    make_statement(mill, {})  # computes the derived columns
    placed.refresh_from_db()
    assert placed.replaced_at
    Space.objects.filter(pk=mill.pk).update(latitude=50.8401, longitude=4.3605)  # that is taken back
    mill.refresh_from_db()
    make_statement(mill, {})
    placed.refresh_from_db()
    assert placed.replaced_at is None
    Space.objects.filter(pk=mill.pk).update(street="3 rue Neuve")
    mill.refresh_from_db()
    make_statement(mill, {})
    mill.refresh_from_db()
    assert (mill.has_position, mill.cell) == (False, None)
    assert not mill.statements.filter(as_of_basis="placed", replaced_at=None).exists()
