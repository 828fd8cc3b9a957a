"""What a complete file no longer has is marked and asked about, and taken back when it stands there again."""

import json
from pathlib import Path

import pytest

from spaces.managers.models import SuggestedEdit
from spaces.models import Space, Statement
from spaces.provenance.models import Source
from spaces.provenance.queries import provenance_of
from tests.factories import make_city, make_staff
from tests.pages import page
from tests.spaces.importers.importing import element, feature, geojson, overpass, reasons, run, write

pytestmark = pytest.mark.django_db
OSM = {"source": "OpenStreetMap", "complete": True}
FIELD = Path(__file__).resolve().parents[5] / "shared" / "data" / "field"
TABLE = "id,name,city,country,latitude,longitude,as_of,kind\n"


def place(number, **tags):
    tags = {"office": "coworking", "name": f"Place {number}"} | tags
    return element(number, at=(45.75 + number / 100, 4.85), **tags)


def load(tmp_path, *numbers, date="2026-11-01", tags=None, **options):
    text = overpass(*(place(number, **(tags or {})) for number in numbers), date=date)
    return run(write(tmp_path, text, "file.json"), **OSM | options)


def missing():
    gone = Statement.objects.filter(replaced_at=None, as_of_basis="gone")
    return dict(gone.values_list("ref", "missing_since"))


def test_a_record_that_a_complete_file_lacks_is_marked_asked_about_once_and_taken_back(
    tmp_path, lyon, client
):
    tags = {"opening_hours": "Mo-Fr 09:00-18:00", "charge": "20 EUR/day", "check_date": "2026-05-01"}
    load(tmp_path, 1, 2, date="2026-06-01", tags=tags)
    space = Space.objects.get(name="Place 1")
    assert space.confirmed_on == "2026-05-01"
    client.force_login(make_staff())

    preview = load(tmp_path, 2, 3, dry_run=True)
    assert preview["counts_as_complete"]
    assert preview["missing"] == {
        "count": 1,
        "examples": ["Place 1 (Lyon)"],
    }
    assert not missing()
    assert not SuggestedEdit.objects.exists()

    for date in ("2026-11-01", "2026-11-20"):
        load(tmp_path, 2, 3, date=date)
        assert missing() == {"node/1": "2026-11-01"}
        assert (
            "No longer in OpenStreetMap since November 2026."
            in page(client.get(space.get_absolute_url())).text
        )
    asked = page(client.get("/admin/queues/reports/")).select(".queue-item")
    assert len(asked) == 1
    assert "closed? No longer there since November 2026" in asked[0].text
    space.refresh_from_db()
    assert (space.status, space.confirmed_on, space.opening_hours) == ("open", "", "Mo-Fr 09:00-18:00")
    assert {one.freshness.key for one in provenance_of(space).values()} == {"stale"}
    assert space.plans.get(is_current=True).as_of_basis == "gone"

    report = load(tmp_path, 1, 2, 3, date="2026-11-30", tags=tags)
    assert report["updated"] == 3
    assert not missing()
    assert not SuggestedEdit.objects.exists()
    assert "No longer in" not in page(client.get(space.get_absolute_url())).text
    space.refresh_from_db()
    assert (space.confirmed_on, space.plans.get(is_current=True).as_of_basis) == ("2026-05-01", "printed")


def test_a_closing_that_was_decided_stays_when_the_record_is_there_again(tmp_path, lyon, client):
    load(tmp_path, 1, 2, date="2026-06-01")
    load(tmp_path, 2, 3)
    client.force_login(make_staff())
    edit = SuggestedEdit.objects.get()
    client.post("/admin/queues/reports/act/", {"action": "accept", "pk": edit.pk, "reason": "door is shut"})
    assert Space.objects.get(name="Place 1").status == "closed"
    report = load(tmp_path, 1, 2, 3, date="2026-11-30")
    assert "judged to have closed" in reasons(report)["node/1"]
    assert Space.objects.get(name="Place 1").status == "closed"
    assert not missing()


@pytest.mark.parametrize(
    ("name", "damaged"),
    [
        (
            "a.json",
            json.dumps({**json.loads(overpass(place(2), place(3))), "remark": "runtime error: timed out"}),
        ),
        ("a.json", json.dumps({"elements": [place(2), place(3), 7]})),
        ("a.geojson", geojson(feature("B", id="2", office="coworking"), feature("C", id="3"), "broken")),
        ("a.csv", f"{TABLE}node/2,B,Lyon,FR,45.77,4.85,2026-11,coworking\nnode/3,C,Lyon\n"),
        (
            "a.csv",
            f'{TABLE}node/2,B,Lyon,FR,45.77,4.85,2026-11,coworking\n"node/3,C,Lyon,FR,45.77,4.85,2026-11,\n',
        ),
        ("a.csv", "name,city,country,kind\nPlace 2,Lyon,FR,coworking\nPlace 1,Lyon,FR,volcano\n"),
    ],
    ids=["remark", "element", "feature", "ended early", "open quote", "no ids"],
)
def test_a_damaged_file_never_counts_as_complete(tmp_path, lyon, name, damaged):
    load(tmp_path, 1, 2, date="2026-06-01")
    report = run(write(tmp_path, damaged, name), **OSM, yes_shrunk=True)
    assert report["counts_as_complete"] is False
    assert any("does not count as complete" in problem["reason"] for problem in report["problems"])
    assert not missing()


def test_a_file_with_a_tenth_fewer_records_needs_a_yes(tmp_path, lyon):
    load(tmp_path, *range(1, 11), date="2026-06-01")
    report = load(tmp_path, *range(1, 9))
    assert report["counts_as_complete"] is False
    assert report["unchanged"] == 8
    assert "10 records, the file has 8 and lacks 2" in reasons(report)["the file"]
    assert not missing()
    assert load(tmp_path, *range(11, 21))["counts_as_complete"] is False  # as many, but others
    assert load(tmp_path, *range(1, 19))["missing"]["count"] == 2
    assert load(tmp_path, *range(1, 9), yes_shrunk=True)["missing"]["count"] == 10


def test_only_what_the_file_covers_can_be_missing(tmp_path, lyon):
    make_city("Paris", "FR", latitude=48.85341, longitude=2.3488, population=2138551)
    rows = (
        "a,A,Lyon,FR,45.75,4.85,2026-06,\nb,B,Lyon,FR,45.76,4.85,2026-06,\np,P,Paris,FR,48.85,2.35,2026-06,\n"
    )
    old = write(tmp_path, TABLE + rows)
    run(old, source="List")
    new = write(
        tmp_path, f"{TABLE}b,B,Lyon,FR,45.76,4.85,2026-11,\nc,C,Lyon,FR,45.74,4.85,2026-11,\n", "new.csv"
    )
    found = {
        area: run(new, source="List", complete=True, yes_shrunk=True, area=area, dry_run=True)["missing"][
            "examples"
        ]
        for area in ("fr", "fr/lyon", "45.7,4.8,45.8,4.9", "48,2,49,3 fr/lyon", "48,2,49,3")
    }
    both = ["A (Lyon)", "P (Paris)"]
    assert list(found.values()) == [both, ["A (Lyon)"], ["A (Lyon)"], both, ["P (Paris)"]]
    Source.objects.update(area="fr/lyon")
    assert run(new, source="List", complete=True)["missing"]["examples"] == ["A (Lyon)"]
    assert missing() == {"a": "2026-11"}
    with pytest.raises(Exception, match="“fr/atlantis” is no country, city or box"):
        run(new, source="List", complete=True, area="fr/atlantis")


def test_a_record_that_cannot_be_used_is_not_missing_and_an_older_file_lacks_nothing(tmp_path, lyon):
    rows = [f"{ref},{ref},Lyon,FR,45.7{number},4.85,2026-06," for number, ref in enumerate("abcd")]
    run(write(tmp_path, TABLE + "\n".join(rows)), source="List")
    broken = [row.replace("2026-06,", "2026-11,volcano") if row[0] == "a" else row for row in rows]
    report = run(write(tmp_path, TABLE + "\n".join(broken)), source="List", complete=True)
    assert (report["skipped"], report["counts_as_complete"], missing()) == (1, True, {})
    report = run(
        write(tmp_path, TABLE + "\n".join(rows[1:])),
        source="List",
        complete=True,
        as_of="2019",
        yes_shrunk=True,
    )
    assert (report["counts_as_complete"], missing()) == (True, {})


def test_a_record_that_moved_to_another_city_is_asked_about(tmp_path, lyon, client):
    paris = make_city("Paris", "FR", latitude=48.85341, longitude=2.3488, population=2138551)
    load(tmp_path, 1, 2, date="2026-06-01", tags={"addr:street": "rue A"})
    moved = element(1, at=(48.85, 2.35), name="Place 1", office="coworking", **{"addr:street": "rue B"})
    report = run(write(tmp_path, overpass(moved, place(2)), "file.json"), **OSM)
    assert "from Lyon to Paris" in reasons(report)["node/1"]
    space = Space.objects.get(name="Place 1")
    assert (space.city, space.street, space.latitude) == (lyon, "rue A", 45.76)
    client.force_login(make_staff())
    decide = "/admin/queues/reports/act/"
    client.post(decide, {"action": "accept", "pk": SuggestedEdit.objects.get().pk})
    space.refresh_from_db()
    assert (space.city, space.street, space.latitude, space.status) == (paris, "rue B", 48.85, "open")
    entry = space.log_entries.get()
    client.post(decide, {"action": "undo", "pk": entry.pk, "reason": "a slip"})
    space.refresh_from_db()
    assert (space.city, space.street, space.latitude) == (lyon, "rue A", 45.76)


@pytest.mark.skipif(not FIELD.is_dir(), reason="the field cases are not here")
def test_the_field_case_of_two_extracts(tmp_path, lyon):
    make_city("Paris", "FR", latitude=48.85341, longitude=2.3488, population=2138551)
    run(FIELD / "spaces" / "update-old.geojson", source="OpenStreetMap")
    report = run(FIELD / "spaces" / "update-new.geojson", **OSM)
    found = {row.ref: row.space for row in Statement.objects.filter(replaced_at=None).select_related("space")}
    expected = json.loads((FIELD / "expected.json").read_text())["spaces/update-new.geojson"]
    assert found.keys() == {"node/10"} | set(next(iter(expected.values())))
    asked = {edit.space.name: edit.value for edit in SuggestedEdit.objects.select_related("space")}
    gone = {"type": "closed", "date": "", "missing_since": "2026-11-01"}
    assert asked.pop("Moves")["city_name"] == "Paris"
    assert found["node/4"].city == lyon
    assert asked == {
        "Vanishes": gone,
        "Node becomes way": gone,
        "Becomes cafe": {"type": "closed", "date": "", "now": "cafe"},
    }
    assert missing().keys() == {"node/2", "node/10"}
    assert report["unchanged"] == 2
    assert "node/1" not in reasons(report)
    three = found["node/3"]
    assert (three.name, [name.name for name in three.names.all()]) == ("New Name", ["Old Name"])
    five = found["node/5"]
    assert (five.phone, five.website, five.opening_hours, five.amenity_values) == ("", "", "", {})
    assert (found["node/6"].status, found["node/11"].status) == ("closed", "open")
    eight = found["node/8"]
    assert (eight.opening_hours, eight.hours_as_of) == ("Mo-Fr 10:00-12:00", "2026-05-01")
    assert found["node/9"].name == "Loses name"
    assert "no name any more" in reasons(report)["node/9"]
    assert report["duplicates"]["count"] == 1
