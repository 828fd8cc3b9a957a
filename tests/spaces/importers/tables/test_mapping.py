"""Tables of any headings: recognised, mapped by a person, remembered with the source, or ignored aloud."""

from decimal import Decimal

import pytest
from django.core.management import CommandError

from spaces.directory.models import Space
from spaces.provenance.models import Source, Statement
from tests.spaces.importers.importing import reasons, run, write

pytestmark = pytest.mark.django_db


def uses(report):
    """{heading: the column that it is read as, or why it is ignored}"""
    return {use["heading"]: use["column"] or use["reason"] for use in report["columns"]}


def prices(space):
    rows = space.plans.filter(is_current=True).order_by("what", "unit", "quantity")
    return [(row.what, row.unit, row.quantity, row.amount, row.currency) for row in rows]


def test_headings_of_another_language_are_read_and_the_others_ignored_aloud(tmp_path, lyon):
    text = "Nom;Ville;Pays;Adresse;Code postal;Site;Site web;\nLa Cordée;Lyon;FR;1 rue X;69001;a.fr;b.fr;\n"
    report = run(write(tmp_path, text.replace("Site;", "Instagram;Site;", 1).replace("a.fr", "@x;a.fr")))
    space = Space.objects.get()
    assert (space.name, space.street, space.postcode) == ("La Cordée", "1 rue X", "69001")
    assert space.website == "https://a.fr"
    assert uses(report) == {
        "Nom": "name",
        "Ville": "city",
        "Pays": "country",
        "Adresse": "street",
        "Code postal": "postcode",
        "Instagram": "not a known heading",
        "Site": "website",
        "Site web": "website is already read from “Site”",
    }


def test_our_own_column_comes_before_an_earlier_synonym(tmp_path, lyon):
    report = run(write(tmp_path, "Nom,name,city,country\nFormer,Current,Lyon,FR\n"))
    assert Space.objects.get().name == "Current"
    assert uses(report)["Nom"] == "name is already read from “name”"


def test_a_mapping_is_remembered_for_the_next_file_of_the_source(tmp_path, lyon):
    path = write(tmp_path, "Code,Enseigne,Ville,city,country\n7,La Cordée,Lyon,x,FR\n")
    run(path, map=[("id", "code"), ("name", "Enseigne"), ("city", "Ville")], dry_run=True)
    assert not Source.objects.exists()
    run(path, map=[("id", "code"), ("name", "Enseigne"), ("city", "Ville")])
    assert Source.objects.get().mapping == {"id": "code", "name": "Enseigne", "city": "Ville"}
    assert run(path)["unchanged"] == 1
    report = run(write(tmp_path, "Code,name,Ville,country\n7,La Grande Cordée,Lyon,FR\n"))
    assert report["updated"] == 1
    assert "“Enseigne” was read as name in an earlier file" in reasons(report)["the file"]
    assert Space.objects.get().name == "La Grande Cordée"
    run(write(tmp_path, "Code,Nom,Ville,country\n7,Autre,Lyon,FR\n"), map=[("name", "Nom")])
    assert Source.objects.get().mapping == {"id": "code"}


def test_a_column_that_is_mapped_to_nothing_is_ignored(tmp_path, lyon):
    report = run(write(tmp_path, "id,name,city,country,web\n1,A,Lyon,FR,a.fr\n"), map=[("website", "")])
    assert uses(report)["web"] == "the mapping leaves out website"
    assert Space.objects.get().website == ""


@pytest.mark.parametrize(
    ("mapping", "message"),
    [
        (("title", "A"), "there is no column “title” to map to: the columns are id, name, kind"),
        (("name", "C"), "the file has no column “C”: its columns are A, B"),
        (("name", "B"), "no column has the place \\(city and country, or latitude and longitude\\)"),
        (("city", "A"), "no column has the name \\(name\\): map one of its columns, which are A, B"),
    ],
)
def test_a_mapping_that_makes_no_space_is_refused_with_the_names_that_exist(tmp_path, lyon, mapping, message):
    with pytest.raises(CommandError, match=message):
        run(write(tmp_path, "A,B\n1,2\n"), map=[mapping])
    assert not Source.objects.exists()


def test_one_heading_is_not_mapped_twice_and_a_heading_that_stands_twice_not_at_all(tmp_path, lyon):
    path = write(tmp_path, "A,B,B,city,country\n1,2,3,Lyon,FR\n")
    with pytest.raises(CommandError, match="“A” is mapped to two columns"):
        run(path, map=[("name", "A"), ("operator", "A")])
    with pytest.raises(CommandError, match="the column “B” stands twice"):
        run(path, map=[("name", "B")])
    assert list(uses(run(path, map=[("name", "A")]))) == ["A", "B", "city", "country"]


def test_a_mapping_of_a_file_without_columns_is_refused(tmp_path, lyon):
    with pytest.raises(CommandError, match="columns are mapped in tables only"):
        run(write(tmp_path, '{"elements": [{"type": "node", "id": 1}]}'), map=[("name", "A")])


def test_every_kind_of_price_has_a_column(tmp_path, lyon):
    head = "id,name,city,country,hour_price,Prix semaine,Dedicated desk per month,office_month_price,"
    head += "Salle de réunion / heure (CHF),10-day pass,currency\n"
    report = run(write(tmp_path, head + '1,A,Lyon,FR,"4,50",90,from 250,400,30,150,\n'))
    assert prices(Space.objects.get()) == [
        ("dedicated_desk", "month", 1, Decimal(250), "EUR"),
        ("hot_desk", "hour", 1, Decimal("4.5"), "EUR"),
        ("hot_desk", "pass", 10, Decimal(150), "EUR"),
        ("hot_desk", "week", 1, Decimal(90), "EUR"),
        ("meeting_room", "hour", 1, Decimal(30), "CHF"),
        ("office", "month", 1, Decimal(400), "EUR"),
    ]
    assert Space.objects.get().plans.get(what="dedicated_desk").is_from
    assert report["rows"][0]["facts"]["dedicated_desk_month_price"] == "from 250.00 EUR"


FULL = (
    "id,name,city,country,phone,opening_hours,day_price,month_price,website,amenities,status,closed\n"
    "1,Alpha,Lyon,FR,04 11 11 11 11 / 04 12 12 12 12,Mo-Fr 09:00-18:00,20,200,https://a.fr,wifi,closed,2023\n"
)


def test_a_file_with_fewer_columns_leaves_the_other_facts_with_their_dates(tmp_path, lyon):
    run(write(tmp_path, FULL), as_of="2024")
    part = write(
        tmp_path, "id,phone,day_price,status,currency\n1,04 99 99 99 99,25,open,EUR\n2,04 00 00 00 00,,,\n"
    )
    report = run(part, as_of="2026")
    assert (report["updated"], report["skipped"]) == (1, 1)
    assert reasons(report)["line 3 (2)"] == "no name"
    space = Space.objects.get()
    assert (space.phone, space.website, space.opening_hours) == (
        "04 99 99 99 99",
        "https://a.fr",
        "Mo-Fr 09:00-18:00",
    )
    assert (space.status, space.closed, space.hours_as_of) == ("open", "", "2024")
    assert prices(space) == [
        ("hot_desk", "day", 1, Decimal(25), "EUR"),
        ("hot_desk", "month", 1, Decimal(200), "EUR"),
    ]
    assert set(space.plans.filter(is_current=True).values_list("unit", "as_of")) == {
        ("day", "2026"),
        ("month", "2024"),
    }
    statement = Statement.objects.get(replaced_at=None)
    assert "other_phones" not in statement.facts
    assert statement.fact_dates["amenity:wifi"] == statement.fact_dates["website"] == "2024"
    assert not {"phone", "status", "prices"} & set(statement.fact_dates)
    assert run(part, as_of="2026")["unchanged"] == 1


def test_what_a_dated_file_does_not_repeat_of_an_undated_one_stays_undated(tmp_path, lyon):
    run(write(tmp_path, FULL))
    run(write(tmp_path, "id,phone\n1,04 99 99 99 99\n"), as_of="2026")
    space = Space.objects.get()
    assert (space.hours_as_of, space.confirmed_on) == ("", "2026")
    dated = Statement.objects.get(replaced_at=None).dated_for("website")
    assert (dated.as_of, dated.as_of_basis) == ("", "unknown")


@pytest.mark.parametrize("erases", [False, True])
def test_an_empty_cell_erases_only_if_it_means_unknown(tmp_path, lyon, erases):
    run(write(tmp_path, FULL), as_of="2024")
    row = "id,name,city,country,phone,day_price,closed,website\n1,Alpha,Lyon,FR,,,,n/a\n"
    run(write(tmp_path, row), as_of="2026", empty_means_unknown=erases)
    space = Space.objects.get()
    assert bool(space.phone) is not erases
    assert [price[1] for price in prices(space)] == (["month"] if erases else ["day", "month"])
    assert space.status == ("open" if erases else "closed")
    assert (space.website, space.opening_hours) == ("https://a.fr", "Mo-Fr 09:00-18:00")
