"""An exported CSV comes back: unchanged rows change nothing, edited ones change what was edited."""

import csv
import io
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone

from spaces.directory.models import Space
from spaces.pricing.models import Plan
from spaces.provenance.models import Statement
from tests.factories import make_city, make_plan, make_source, make_space, make_statement
from tests.spaces.importers.importing import run, write

pytestmark = pytest.mark.django_db
FIELD = Path(__file__).resolve().parents[4] / "shared" / "data" / "field" / "spaces"


def exported():
    """The rows of the export, by the slug of their page."""
    out = io.StringIO()
    call_command("export_spaces", stdout=out)
    return {row["id"]: row for row in csv.DictReader(io.StringIO(out.getvalue()))}


def as_csv(rows):
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.fixture
def mill():
    space = make_space(
        "The Mill",
        slug="mill",
        phone="+32 4 111 11 11",
        desks=20,
        opening_hours="Mo-Fr 09:00-18:00",
        amenities={"wifi": "yes", "lift": "no", "wheelchair": "limited: two steps"},
    )
    facts = {"phone": "+32 4 111 11 11", "desks": 20, "amenities": {"wifi": "yes", "lift": "no"}}
    make_statement(space, facts, source=make_source("open data"), as_of="2024-05")
    make_plan(space, "18")
    make_plan(space, "250", "month", what="dedicated_desk")
    make_plan(space, "5", "hour")
    return space


def test_an_exported_file_changes_nothing(mill, tmp_path):
    make_space("The Mill", street="Rue Haute 2", former_names=("Old Mill",))
    before = [list(model.objects.order_by("pk").values()) for model in (Space, Statement, Plan)]
    report = run(write(tmp_path, as_csv(list(exported().values()))))
    assert (report["unchanged"], report["read"], report["duplicates"]["count"]) == (2, 2, 0)
    assert [list(model.objects.order_by("pk").values()) for model in (Space, Statement, Plan)] == before


def test_edited_cells_change_their_facts_alone_from_the_day_of_the_import(mill, tmp_path):
    row = exported()["mill"] | {
        "desks": "25",
        "amenities": "coffee; wifi; wheelchair=limited (one step)",
        "day_price": "20",
        "email": "a@example.org",
    }
    file, today = write(tmp_path, as_csv([row])), timezone.localdate().isoformat()
    assert run(file)["updated"] == 1
    again = exported()["mill"]
    assert (again["desks"], again["day_price"], again["email"]) == ("25", "20.00", "a@example.org")
    assert set(again["amenities"].split("; ")) == {"coffee", "wifi", "wheelchair=limited (one step)"}
    edit = Statement.objects.get(ref="page:mill")
    assert (edit.as_of, edit.facts.keys()) == (today, {"desks", "email", "amenities", "prices"})
    prices = Plan.objects.filter(is_current=True).order_by("amount")
    assert [(plan.unit, str(plan.amount)) for plan in prices] == [
        ("hour", "5.00"),
        ("day", "20.00"),
        ("month", "250.00"),
    ]
    assert run(file)["unchanged"] == 1
    assert run(write(tmp_path, as_csv([row | {"desks": "30"}])))["updated"] == 1
    edit = Statement.objects.get(ref="page:mill", replaced_at=None)
    assert (edit.facts["desks"], edit.facts["email"]) == (30, "a@example.org")
    assert Space.objects.count() == 1


def test_an_emptied_cell_erases_only_with_the_option_for_it(mill, tmp_path):
    row = exported()["mill"] | {"phone": "", "desks": "", "day_price": "", "name": ""}
    file = write(tmp_path, as_csv([row]))
    assert run(file)["unchanged"] == 1
    report = run(file, empty_means_unknown=True)
    assert report["updated"] == 1
    again = exported()["mill"]
    assert [again[key] for key in ("name", "phone", "desks", "day_price")] == ["The Mill", "", "", ""]
    assert "name" in report["values"]
    assert run(file, empty_means_unknown=True)["unchanged"] == 1


def test_a_renamed_page_that_moves_to_another_city_keeps_its_former_name(mill, tmp_path):
    mons = make_city("Mons", latitude=50.45413, longitude=3.95229)
    moved = {"name": "The New Mill", "city": "Mons", "latitude": "50.4541", "longitude": "3.9523"}
    run(write(tmp_path, as_csv([exported()["mill"] | moved])))
    mill.refresh_from_db()
    assert (mill.name, mill.city, mill.latitude) == ("The New Mill", mons, 50.4541)
    assert list(mill.names.values_list("name", flat=True)) == ["The Mill"]
    assert run(write(tmp_path, as_csv([exported()["mill"]])))["unchanged"] == 1


def test_a_closed_cell_closes_the_page(mill, tmp_path):
    run(write(tmp_path, as_csv([exported()["mill"] | {"status": "closed", "closed": "2026-10"}])))
    mill.refresh_from_db()
    assert (mill.status, mill.closed) == ("closed", "2026-10")


@pytest.mark.skipif(not FIELD.is_dir(), reason="the field data are not here")
def test_the_edited_export_of_the_field_makes_no_second_page(tmp_path):
    for slug, name, city, country in (
        ("greenlab-arlon", "Greenlab", "Arlon", "BE"),
        ("la-girafe-bordeaux", "La Girafe", "Bordeaux", "FR"),
    ):
        make_plan(make_space(name, slug=slug, city=make_city(city, country)), "12")
    report = run(FIELD / "export-edited.csv")
    assert (report["updated"], report["duplicates"]["count"]) == (2, 0)
    rows = exported()
    assert {rows[slug]["desks"] for slug in ("greenlab-arlon", "la-girafe-bordeaux")} == {"77"}
    assert {rows[slug]["day_price"] for slug in ("greenlab-arlon", "la-girafe-bordeaux")} == {"33.00"}
