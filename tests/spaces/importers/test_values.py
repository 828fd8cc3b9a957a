"""Values in files are understood as people write them, or reported with their line, column and text."""

import csv
import io
import json

import pytest
from django.core.management import call_command

from spaces.directory.amenity_rows import amenities_of
from spaces.directory.models import Space
from spaces.exports.space_csv import csv_row, iterate
from spaces.importers.formats.openstreetmap.record import parse_tags
from spaces.importers.tables.columns import COLUMNS
from spaces.importers.values import clean
from spaces.provenance.models import Statement
from tests.factories import make_city, make_country, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture
def load(tmp_path, capsys):
    """Import rows, each {column: text}, into a site with Lyon; returns {id: what the report says of it}."""
    make_city("Lyon", "FR", latitude=45.74846, longitude=4.84671, population=522228)

    def _load(*rows, **options):
        rows = [
            {"id": f"r{number}", "name": f"Space {number}", "city": "Lyon", "country": "FR", **row}
            for number, row in enumerate(rows, start=1)
        ]
        out = io.StringIO()
        table = csv.DictWriter(out, list(dict.fromkeys(key for row in rows for key in row)))
        table.writeheader()
        table.writerows(rows)
        path = tmp_path / "spaces.csv"
        path.write_text(out.getvalue())
        call_command("import_spaces", str(path), source="A list", report="json", **options)
        report = json.loads(capsys.readouterr().out)
        problems = {}
        for one in report["problems"]:
            ref = one["ref"].partition("(")[2].rstrip(")") or one["ref"]
            problems.setdefault(ref, []).append(one["reason"])
        return problems

    return _load


def space(ref="r1"):
    return Space.objects.get(statements__ref=ref, statements__replaced_at=None)


def test_countries_are_read_by_name_and_no_country_skips_the_row(load):
    for code in ("DK", "NL", "DE"):
        make_country(code)
    problems = load(
        {"city": "Copenhagen", "country": "Denmark"},
        {"city": "Amsterdam", "country": "Pays-Bas"},
        {"city": "Berlin", "country": "DEU"},
        {"city": "Poseidonis", "country": "Atlantis"},
    )
    countries = [row.city.country_id for row in Space.objects.order_by("name")]
    assert countries == ["DK", "NL", "DE"]
    assert problems["r4"] == ["unknown country: Atlantis"]


@pytest.mark.parametrize("written", ["BE", "bel", "Belgique", "België"])
def test_the_country_of_an_element_is_read_by_name(written):
    record = parse_tags("node/1", {"name": "A", "office": "coworking", "addr:country": written}, (0, 0), "")
    assert (record.facts["country"], record.notes) == ("BE", [])


def test_an_unknown_country_of_an_element_is_reported():
    tags = {"name": "A", "office": "coworking", "addr:country": "Atlantis"}
    assert parse_tags("node/1", tags, (0, 0), "").notes == ["addr:country: unknown country: Atlantis"]


def test_nothing_is_cut_to_fit(load):
    problems = load(
        {"street": "x" * 251, "floor": "y" * 41, "description": "one " * 1001},
        {"name": "z" * 201},
        {"id": "a" * 151},
        {"id": "a" * 150 + "b"},
    )
    assert (space().street, space().floor) == ("", "")
    assert space().description == " ".join(["one"] * 1000)
    assert [note.split(":")[0] for note in problems["r1"]] == ["street", "floor", "description"]
    assert "251" not in problems["r1"][0]
    assert "250" in problems["r1"][0]
    assert "4,003" in problems["r1"][2]
    assert "200 characters" in problems["r2"][0]
    assert Space.objects.count() == 3, "ids that begin alike are different ids"


def test_a_value_that_is_not_understood_is_reported_with_its_column_and_text(load):
    problems = load(
        {
            "website": "http://", "phone": "4,72E+09", "email": "none", "postcode": "0", "status": "maybe",
            "latitude": "abc", "longitude": "4.8", "amenities": "wifi,teleporter", "opened": "long ago",
        }
    )  # fmt: skip
    assert problems["r1"] == [
        "postcode: “0” is not understood.",
        "website: “http://” is not understood.",
        "phone: “4,72E+09” is not understood.",
        "email: “none” is not understood.",
        "amenities: “teleporter” is not understood.",
        "opened: “long ago” is not understood as a date: write 15/01/2027, January 2027 or 2027.",
        "status: “maybe” is not understood.",
        "latitude, longitude: “abc, 4.8” is not understood.",
    ]
    assert amenities_of(space()) == {"wifi": "yes"}


def test_of_several_contacts_in_a_cell_the_first_is_shown_and_the_others_are_stated(load):
    problems = load(
        {
            "phone": "0472000000 / 0600000000",
            "email": "a@example.org; b@example.org",
            "website": "a.example, https://b.example/x",
        },
        {"phone": "+33 (0)4 72 00 00 00 poste 12"},
        {"phone": "04/222.33.44"},
    )
    one = space()
    assert (one.phone, one.email, one.website) == ("0472000000", "a@example.org", "https://a.example")
    stated = one.statements.get().facts
    assert stated["other_phones"] == ["0600000000"]
    assert stated["other_emails"] == ["b@example.org"]
    assert stated["other_websites"] == ["https://b.example/x"]
    assert space("r2").phone == "+33 (0)4 72 00 00 00"
    assert space("r3").phone == "04/222.33.44"
    assert list(problems) == ["r2"]
    assert "poste 12" in problems["r2"][0]


@pytest.mark.parametrize("typed", ["33472000000", "4,72E+09", "n/a", "2020-0472000000"])
def test_a_part_of_a_number_is_no_telephone(typed):
    assert clean.phone(typed) == ""


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("15/03/2026", "2026-03-15"),
        ("03/2026", "2026-03"),
        ("March 2026", "2026-03"),
        ("mars 2026", "2026-03"),
        ("2026-3-5", "2026-03-05"),
        ("2026-03-15 00:00:00", "2026-03-15"),
        ("2026-03-15T09:30:00Z", "2026-03-15"),
    ],
)
def test_dates_are_read_as_people_write_them(load, written, date):
    assert load({"as_of": written, "opened": written}) == {}
    assert (space().opened, space().statements.get().as_of) == (date, date)


@pytest.mark.parametrize(
    ("other", "date"), [("25/03/2026", "2026-04-03"), ("03/25/2026", "2026-03-04"), ("2026", "")]
)
def test_the_column_decides_which_number_is_the_day(load, other, date):
    problems = load({"opened": "03/04/2026"}, {"opened": other, "as_of": "31/12/2025"})
    assert space().opened == date
    expected = [] if date else ["opened: “03/04/2026” can be 2026-04-03 or 2026-03-04."]
    assert problems.get("r1", []) == expected


@pytest.mark.parametrize(
    ("row", "life"),
    [
        ({"status": "Closed"}, ("closed", "", "")),
        ({"status": "permanently closed", "closed": "31/12/2023"}, ("closed", "", "2023-12-31")),
        ({"status": "fermé définitivement"}, ("closed", "", "")),
        ({"status": "closed since 2020"}, ("closed", "", "2020")),
        ({"status": "Fermé depuis mars 2020"}, ("closed", "", "2020-03")),
        ({"closed": "2020"}, ("closed", "", "2020")),
        ({"status": "open since 2019"}, ("open", "2019", "")),
        ({"status": "open", "closed": "2020"}, ("open", "", "2020")),
    ],
)
def test_the_life_of_a_space_is_read_as_people_write_it(load, row, life):
    assert load(row) == {}
    assert (space().status, space().opened, space().closed) == life


@pytest.mark.parametrize("status", ["closed?", "temporarily closed", "not closed"])
def test_a_doubtful_status_closes_nothing(load, status):
    assert load({"status": status})["r1"] == [f"status: “{status}” is not understood."]
    assert space().status == "open"


def test_a_closing_that_has_not_come_yet_is_reported(load):
    assert load({"closed": "2999"})["r1"] == ["closed: “2999” has not come yet."]
    assert (space().status, space().closed) == ("open", "")


@pytest.mark.parametrize(
    ("column", "written", "number"),
    [
        ("desks", "120 desks", 120),
        ("desks", "12.0", 12),
        ("desks", "1 250 postes", 1250),
        ("people", "30 personnes", 30),
        ("area_m2", "150 m²", 150),
        ("wifi_mbps", "100 Mbit/s", 100),
    ],
)
def test_numbers_are_read_with_what_is_counted(load, column, written, number):
    assert load({column: written}) == {}
    assert getattr(space(), column) == number


def test_another_unit_is_converted_and_reported(load):
    assert load({"area_m2": "1500 sq ft"})["r1"] == ["area_m2: “1500 sq ft” is taken as 139."]
    assert space().area_m2 == 139


@pytest.mark.parametrize("written", ["25-30", "about 20", "20 or so", "1,200"])
def test_a_number_that_is_not_certain_is_reported(load, written):
    assert len(load({"desks": written})["r1"]) == 1
    assert space().desks is None


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ("Wi-Fi, Coffee, Meeting rooms", {"wifi", "coffee", "meeting_rooms"}),
        ("wifi coffee meeting_rooms", {"wifi", "coffee", "meeting_rooms"}),
        ("Free WiFi", {"wifi"}),
        ("wifi|coffee; printing", {"wifi", "coffee", "printing"}),
        ("salle de réunion, imprimante et terrasse", {"meeting_rooms", "printing", "terrace"}),
        ("vergaderzaal, koffie", {"meeting_rooms", "coffee"}),
    ],
)
def test_amenities_are_read_as_people_write_them(load, written, keys):
    assert load({"amenities": written}) == {}
    assert set(amenities_of(space())) == keys


@pytest.mark.parametrize(
    ("written", "values"),
    [
        ("wifi, no lift, pas de parking", {"wifi": "yes", "lift": "no", "car_parking": "no"}),
        ("wifi lift=no wheelchair=limited", {"wifi": "yes", "lift": "no", "wheelchair": "limited"}),
        (
            "Wheelchair: limited (two steps, no ramp); 24/7: oui",
            {"wheelchair": "limited: two steps, no ramp", "access_24_7": "yes"},
        ),
    ],
)
def test_a_cell_says_yes_no_and_limited(load, written, values):
    assert load({"amenities": written}) == {}
    assert amenities_of(space()) == values


def test_the_export_of_amenities_is_read_as_it_was(load):
    values = {"wifi": "yes: fibre; free", "wheelchair": "limited: 2 steps, ramp / bell", "lift": "no"}
    mill = make_space("Old Mill", amenities=values)
    row = csv_row(next(iterate(Space.objects.filter(pk=mill.pk))))
    assert load({"amenities": row[COLUMNS.index("amenities")]}) == {}
    assert amenities_of(Space.objects.exclude(pk=mill.pk).get()) == values


def test_a_contradiction_within_a_cell_is_reported(load):
    assert load({"amenities": "wifi; wifi=no"})["r1"] == ["amenities: “wifi=no” is not understood."]
    assert amenities_of(space()) == {"wifi": "yes"}


@pytest.mark.parametrize("written", ["no wifi and coffee", "gym next door", "wifi on request", "wifi (no)"])
def test_an_amenity_in_other_words_is_reported_and_not_taken(load, written):
    assert load({"amenities": written})["r1"] == [f"amenities: “{written}” is not understood."]
    assert not amenities_of(space())


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("Coworking space", "coworking"),
        ("Café", "cafe"),
        ("Bibliothèque", "library"),
        ("Fab Lab", "fablab"),
        ("pépinière d'entreprises", "incubator"),
    ],
)
def test_kinds_are_read_as_people_write_them(load, written, kind):
    assert load({"kind": written}) == {}
    assert space().kind == kind


def test_a_row_says_where_it_stood_and_when_its_hours_were_checked(load):
    row = {
        "listed_on": "2026-01-25",
        "source_url": "https://maps.example.org/1",
        "opening_hours": "Mo 09:00-18:00",
    }
    load(row | {"hours_as_of": "2025-11"})
    statement = Statement.objects.get()
    assert (statement.as_of, statement.as_of_basis) == ("2026-01-25", "listed")
    assert (statement.url, statement.fact_dates) == (row["source_url"], {"opening_hours": "2025-11"})
    assert Space.objects.get().confirmed_on == "2025-11"  # not the day on which it merely stood in the data
    load(row | {"hours_as_of": "", "as_of": "2026-02"})
    statement = Statement.objects.get(replaced_at=None)
    assert (statement.as_of, statement.as_of_basis) == ("2026-02", "dataset")


def test_the_same_file_twice_changes_nothing(load):
    row = {"phone": "0472000000 / 0600000000", "status": "closed since 2020", "amenities": "Wi-Fi, sauna"}
    before = load(row)
    statements = list(Space.objects.values())
    assert load(row) == before
    assert list(Space.objects.values()) == statements
    assert space().statements.count() == 1
