"""Whoever saves a space without a position has it placed at once, if the geocoder answers quickly.

A position that somebody set or stated is never replaced, and what was placed is in the way of no decision.
"""

import pytest
from django.core.management import call_command

from spaces.audit.log import space_log
from spaces.audit.models import SpaceLogEntry
from spaces.contributions import proposals, reports, suggested_edits
from spaces.duplicates import merging
from spaces.geocoding import placing
from spaces.models import AddressLookup, Space, SuggestedEdit
from tests.factories import make_manager, make_member, make_space, make_staff, make_statement
from tests.pages import page
from tests.spaces.geocoding.conftest import photon
from tests.spaces.importers.importing import run, write

pytestmark = pytest.mark.django_db
THRONE, NEW_STREET = (50.8401, 4.3605), (50.8535, 4.3561)
NEW_ANSWER = photon(at=NEW_STREET, street="Rue Neuve - Nieuwstraat", postcode="1000")


@pytest.fixture
def placed(geocoder, mill):
    """The space, placed by address."""
    call_command("place_addresses")
    return read(mill)


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    """A context at whose end a transaction is committed."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def read(space):
    return Space.objects.select_related("city__country").get(pk=space.pk)


def where(space):
    """The position of a space, and whether a current statement placed it by address."""
    row = read(space)
    is_placed = row.statements.filter(as_of_basis="placed", replaced_at=None).exists()
    return (row.latitude, row.longitude) if row.has_position else None, is_placed


def send(client, url, **changed):
    """Send the form of an admin as it came, with some fields changed."""
    data = page(client.get(url)).one("form[id$=_form]").form_data()
    response = client.post(url, data | changed)
    assert response.status_code == 302, response.context["errors"]


@pytest.mark.parametrize("area", ["manage", "admin"])
def test_a_form_that_changes_the_street_places_the_space_again(client, geocoder, placed, commit, area):
    client.force_login(make_manager(placed) if area == "manage" else make_staff())
    url = f"/{area}/spaces/space/{placed.pk}/change/"
    with commit():
        send(client, url, phone="+32 2 123 45 67")
    assert (where(placed), len(geocoder.asked)) == ((THRONE, True), 1)
    geocoder.answer = NEW_ANSWER
    with commit():
        send(client, url, street="1 rue Neuve", postcode="1000")
        assert where(placed) == (None, False)
        assert len(geocoder.asked) == 1  # nothing is asked in the transaction
    assert where(placed) == (NEW_STREET, True)
    with commit():
        send(client, url, latitude="50.9", longitude="4.3")
    assert where(placed) == ((50.9, 4.3), False)
    with commit():
        send(client, url, street="2 rue Neuve")
    call_command("place_addresses", "--again")
    assert (where(placed), len(geocoder.asked)) == (((50.9, 4.3), False), 2)


def test_saving_succeeds_while_the_geocoder_does_not_answer(client, geocoder, mill, commit, caplog):
    client.force_login(make_manager(mill))
    geocoder.answer = (503, {}, "busy")
    with commit():
        send(client, f"/manage/spaces/space/{mill.pk}/change/", phone="+32 2 123 45 67")
    assert read(mill).phone == "+32 2 123 45 67"
    assert "it answered 503" in caplog.text
    geocoder.answer = photon()
    call_command("place_addresses")
    assert where(mill) == (THRONE, True)


def test_a_position_that_the_manager_confirms_stays_when_the_street_is_corrected(placed):
    make_statement(
        placed, {"latitude": THRONE[0], "longitude": THRONE[1]}, as_of="2026-11-30", as_of_basis="confirmed"
    )
    Space.objects.filter(pk=placed.pk).update(street="14 rue du Trône")
    make_statement(read(placed), {})
    assert where(placed) == (THRONE, False)


def test_an_accepted_move_is_placed_and_can_be_undone(geocoder, placed, commit):
    boss, marie = make_staff("moderator"), make_member()
    reports.report(marie, placed, {"street": "1 rue Neuve"}, what="moved", when="2026")
    geocoder.answer = NEW_ANSWER
    with commit():
        suggested_edits.accept(SuggestedEdit.objects.get(), boss)
    assert where(placed) == (NEW_STREET, True)
    space_log.undo(boss, SpaceLogEntry.objects.get(action="suggestion_accepted"), "Wrong.")
    assert (where(placed), read(placed).street) == ((THRONE, True), "12 rue du Trône")


def test_an_approved_proposal_is_placed_and_can_be_undone(geocoder, brussels, commit):
    boss, stated = make_staff("moderator"), {"name": "New Mill", "street": "12 rue du Trône"}
    proposal, _new = proposals.propose(make_member(), brussels.country, "", brussels, stated, "")
    with commit():
        space = proposals.approve(boss, proposal)
    assert where(space) == (THRONE, True)
    space_log.undo(boss, SpaceLogEntry.objects.get(action="proposal_approved"), "No.")
    assert not Space.objects.filter(pk=space.pk).exists()


COLUMNS = "id,name,city,country,street,latitude,longitude\n"


def test_the_coordinates_of_a_source_win_undated_ones_too_and_go_with_their_import(
    geocoder, brussels, tmp_path
):
    def load(position, **as_of):
        row = f"a,The Mill,Brussels,BE,12 rue du Trône,{position}\n"
        run(write(tmp_path, COLUMNS + row), source="List", **as_of)
        return SpaceLogEntry.objects.latest("pk").before["run"]

    first = load(",", as_of="2010-01")
    call_command("place_addresses")
    mill = Space.objects.get()
    assert where(mill) == (THRONE, True)
    second = load("50.8411,4.3611")
    assert where(mill) == ((50.8411, 4.3611), False)
    call_command("undo_import", second, reason="wrong")
    assert where(mill) == (THRONE, True)
    call_command("undo_import", first, reason="wrong")
    assert not Space.objects.exists()


def test_a_merge_takes_the_position_of_the_space_that_has_one_of_its_own(placed, brussels):
    other = make_space("Mill", city=brussels, latitude=50.8402, longitude=4.3606)
    boss = make_staff("moderator")
    merging.merge(boss, placed, other)
    assert where(placed) == ((50.8402, 4.3606), False)
    space_log.undo(boss, SpaceLogEntry.objects.get(action="merged"), "Two doors.")
    assert where(placed) == (THRONE, True)


def test_an_answer_that_comes_after_somebody_changed_the_space_is_not_stored(geocoder, mill):
    Space.objects.filter(pk=mill.pk).update(street="14 rue du Trône")
    placing.place(mill, 5)  # asked before that
    assert (where(mill), AddressLookup.objects.exists()) == ((None, False), False)
    Space.objects.filter(pk=mill.pk).update(street=mill.street, latitude=50.9, longitude=4.3)
    placing.place(mill, 5)
    assert (where(mill), len(geocoder.asked)) == (((50.9, 4.3), False), 2)
