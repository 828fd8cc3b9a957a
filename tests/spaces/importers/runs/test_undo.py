"""An import is taken back as a whole, but for what people have added or changed since."""

import io

import pytest
from django.core.management import CommandError, call_command

from spaces.models import (
    HistoryEvent,
    ImportRun,
    Plan,
    Space,
    SpaceLogEntry,
    Statement,
    SuggestedEdit,
)
from tests.factories import (
    make_comment,
    make_manager,
    make_space,
    make_staff,
    make_statement,
)
from tests.pages import page
from tests.spaces.importers.importing import element, overpass, run, write

pytestmark = pytest.mark.django_db
COLUMNS = "id,name,city,country,latitude,longitude,phone,website,opening_hours,amenities,day_price,status\n"
HOURS = "Mo-Fr 09:00-18:00"
OLD = [
    f"a,The Mill,Lyon,FR,45.75,4.85,+33411111111,https://old.example,{HOURS},wifi lift=no,20,\n",
    f"b,Beta,Lyon,FR,45.76,4.85,,https://b.example,{HOURS},wifi,30,\n",
]
NEW = [
    "a,The New Mill,Lyon,FR,45.75,4.86,+33422222222,https://new.example,Mo-Fr 10:00-12:00,coffee,25,\n",
    f"b,Beta,Lyon,FR,45.76,4.85,,https://b.example,{HOURS},wifi,30,closed\n",
    "c,Gamma,Lyon,FR,45.77,4.85,,,,,,\n",
    "d,Delta,Lyon,FR,45.78,4.85,,,,,,\n",
]


def load(tmp_path, rows, **options):
    run(write(tmp_path, COLUMNS + "".join(rows)), source="List", **options)
    return ImportRun.objects.first()


def state():
    """Everything that an import may change, without keys and times."""
    columns = ("name", "phone", "website", "opening_hours", "status", "longitude", "city", "confirmed_on")
    derived = ("day_price", "facet_terms", "search_text", "hours_as_of")
    return {
        "spaces": sorted(Space.objects.values_list("slug", *columns, *derived)),
        "statements": sorted(
            map(str, Statement.objects.values_list("ref", "as_of", "as_of_basis", "replaced_at", "facts"))
        ),
        "plans": sorted(Plan.objects.values_list("space__slug", "amount", "is_current", "as_of_basis")),
        "amenities": sorted(
            Space.objects.values_list("slug", "amenity_rows__amenity", "amenity_rows__value")
        ),
        "names": sorted(Space.objects.values_list("slug", "names__name").exclude(names=None)),
        "events": sorted(HistoryEvent.objects.values_list("space__slug", "type")),
        "edits": sorted(map(str, SuggestedEdit.objects.values_list("space__slug", "fact", "value", "state"))),
    }


def undo(number, reason="a wrong file"):
    out = io.StringIO()
    call_command("undo_import", number, reason=reason, stdout=out)
    return out.getvalue()


def test_an_import_is_taken_back_to_what_was_before(tmp_path, lyon):
    load(tmp_path, OLD, as_of="2026-01")
    before = state()
    new = load(tmp_path, NEW, as_of="2026-11")
    assert Space.objects.count() == 4
    assert (new.counts["created"], new.counts["updated"], new.report["columns"][0]["column"]) == (2, 2, "id")
    assert "taken back. 0 things" in undo(new.pk)
    assert state() == before
    entry = SpaceLogEntry.objects.get(action="undo")
    assert (entry.reason, entry.undoes.before) == ("a wrong file", {"run": new.pk})
    with pytest.raises(CommandError, match="Already decided"):
        undo(new.pk)
    with pytest.raises(CommandError, match="no such import"):
        undo(new.pk + 1)
    again = load(tmp_path, NEW, as_of="2026-11")
    assert again.counts["created"] == 2


def test_what_people_changed_or_added_since_stays_and_is_named(tmp_path, lyon, client):
    load(tmp_path, OLD, as_of="2026-01")
    new = load(tmp_path, NEW, as_of="2026-11")
    mill, gamma = Space.objects.get(slug="the-mill"), Space.objects.get(slug="gamma")
    Space.objects.filter(pk=mill.pk).update(phone="+33 4 33 33 33 33")
    make_statement(mill, {"website": "https://new.example"}, as_of="2026-11-05", as_of_basis="confirmed")
    make_comment(gamma, "A good place")
    client.force_login(make_staff())
    url = f"/admin/spaces/importrun/{new.pk}/change/"
    assert page(client.get(url)).has("form.decision-form")
    client.post("/admin/spaces/importrun/undo/", {"action": "undo", "pk": new.pk})
    new.refresh_from_db()
    assert not new.taken_back_at  # without a reason
    response = client.post(
        "/admin/spaces/importrun/undo/", {"action": "undo", "pk": new.pk, "reason": "wrong"}, follow=True
    )
    assert "Taken back, but for 2 things" in page(response).text
    mill.refresh_from_db()
    assert (mill.name, mill.opening_hours) == ("The Mill", HOURS)
    assert (mill.phone, mill.website) == ("+33 4 33 33 33 33", "https://new.example")
    assert set(Space.objects.values_list("slug", flat=True)) == {"the-mill", "beta", "gamma"}
    assert gamma.statements.get().replaced_at is None
    new.refresh_from_db()
    assert {left["ref"]: left["reason"] for left in new.not_taken_back} == {
        "gamma": "it stays, because something was added to it",
        "the-mill": "changed by others since: phone, website",
    }
    shown = page(client.get(url))
    assert "changed by others since" in shown.text
    assert not shown.has("form.decision-form")


def test_a_record_that_a_later_import_changed_stays(tmp_path, lyon):
    load(tmp_path, OLD, as_of="2026-01")
    wrong = load(tmp_path, NEW, as_of="2026-11")
    right = load(tmp_path, [NEW[0].replace("The New Mill", "The Right Mill")], as_of="2026-12")
    assert "a: a later import has changed it" in undo(wrong.pk)
    assert Space.objects.get(slug="the-mill").name == "The Right Mill"
    assert Space.objects.get(slug="beta").status == "open"
    assert not Space.objects.filter(slug="gamma").exists()
    undo(right.pk)
    assert Space.objects.get(slug="the-mill").name == "The New Mill"


def test_a_linked_space_of_another_source_and_a_manager_lose_nothing(tmp_path, lyon):
    other = make_space("The Mill", city=lyon, latitude=45.75, longitude=4.85, phone="+32 4 1", website="")
    make_statement(other, {"name": "The Mill", "phone": "+32 4 1"}, as_of="2020")
    make_manager(other)
    before = state()
    new = load(tmp_path, OLD[:1], as_of="2026-11")
    assert Space.objects.get().website == "https://old.example"
    undo(new.pk)
    after = state()
    assert after["plans"] == after["edits"] == []
    for rows in ("statements", "names", "amenities", "events"):
        assert after[rows] == before[rows]
    assert (Space.objects.get().phone, Space.objects.get().website) == ("+32 4 1", "")


def test_a_space_without_statements_is_not_taken_for_one_that_the_import_made(tmp_path, lyon):
    facts = {"name": "Gamma", "city": lyon, "latitude": 45.77, "longitude": 4.85}
    make_space(**facts)
    new = load(tmp_path, NEW[2:3], as_of="2026-11")
    undo(new.pk)
    assert Space.objects.get().statements.count() == 0


def test_what_a_complete_file_lacked_or_had_again_is_taken_back(tmp_path, lyon):
    def osm(*numbers, date):
        tags = {"office": "coworking", "charge": "20 EUR/day", "check_date": "2026-05-01"}
        places = (
            element(number, at=(45.75 + number / 100, 4.85), name=f"Place {number}", **tags)
            for number in numbers
        )
        run(write(tmp_path, overpass(*places, date=date), "f.json"), source="OpenStreetMap", complete=True)
        return ImportRun.objects.first()

    osm(1, 2, date="2026-06-01")
    first = state()
    gone = osm(2, 3, date="2026-10-01")
    second = state()
    assert len(second["edits"]) == 1
    again = osm(1, 2, 3, date="2026-11-01")
    assert not SuggestedEdit.objects.exists()
    undo(again.pk)
    assert {group: rows for group, rows in state().items() if group != "statements"} == {
        group: rows for group, rows in second.items() if group != "statements"
    }
    undo(gone.pk)
    assert state() == first
