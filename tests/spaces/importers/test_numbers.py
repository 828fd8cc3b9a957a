"""Prices and numbers in files are understood, or reported with their line, column and text."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command

from spaces.directory.models import Space
from spaces.importers.formats.openstreetmap.record import parse_tags
from spaces.pricing.models import Plan
from tests.factories import make_city

pytestmark = pytest.mark.django_db
FIELD = Path(__file__).parents[4] / "shared" / "data" / "field"
HEADER = "id,name,city,country,day_price,month_price,currency,desks,area_m2\n"


@pytest.fixture
def load(tmp_path, capsys):
    """Import rows below HEADER into a site with Liège; returns the problems in the report."""
    make_city()

    def _load(*rows):
        path = tmp_path / "spaces.csv"
        path.write_text(HEADER + "\n".join(rows))
        call_command("import_spaces", str(path), source="A list", report="json")
        return {one["ref"]: one["reason"] for one in json.loads(capsys.readouterr().out)["problems"]}

    return _load


def prices():
    return {plan.space.name: (plan.amount, plan.currency, plan.is_from) for plan in Plan.objects.all()}


def test_prices_are_read_as_people_write_them(load):
    problems = load(
        'a,A,Liège,BE,"24,50",,EUR,,',
        'b,B,Liège,BE,,"1,200",USD,,',
        "c,C,Liège,BE,,1.250,EUR,,",
        "d,D,Liège,BE,,1 250 €,,,",
        "e,E,Liège,BE,25,,Euro,,",
        "f,F,Liège,BE,à partir de 15,,,,",
        'g,G,Liège,BE,"2,000",,JPY,,',
    )
    assert problems == {}
    assert prices() == {
        "A": (Decimal("24.50"), "EUR", False),
        "B": (1200, "USD", False),
        "C": (1250, "EUR", False),
        "D": (1250, "EUR", False),
        "E": (25, "EUR", False),
        "F": (15, "EUR", True),
        "G": (2000, "JPY", False),
    }


def test_prices_that_are_not_understood_are_reported(load):
    problems = load("a,A,Liège,BE,15,,XXQ,,", "b,B,Liège,BE,15-20,,EUR,,", "c,C,Liège,BE,15 €,,USD,,")
    assert "currency: unknown currency: XXQ" in problems["line 2 (a)"]
    assert "day_price: “15-20” is not understood" in problems["line 3 (b)"]
    assert "not in USD" in problems["line 4 (c)"]
    assert prices() == {}
    assert Space.objects.count() == 3


def test_a_number_that_can_be_read_in_two_ways_is_decided_by_its_column(load):
    problems = load('a,A,Liège,BE,,,,"1,200",1.500', "b,B,Liège,BE,,,,12.0,150")
    assert dict(Space.objects.values_list("name", "desks")) == {"A": 1200, "B": 12}
    assert problems == {"line 2 (a)": "area_m2: “1.500” can be 1,500 or 1.5."}
    assert dict(Space.objects.values_list("name", "area_m2")) == {"A": None, "B": 150}


def test_a_number_is_not_cut_to_a_whole_one(load):
    assert "no whole number" in load("a,A,Liège,BE,,,,12.5,")["line 2 (a)"]
    assert Space.objects.get().desks is None


@pytest.mark.parametrize(
    ("charge", "read"),
    [
        ("20€/day", [("20.00", "EUR", "day")]),
        ("20 EUR/day; 200 EUR/month", [("20.00", "EUR", "day"), ("200.00", "EUR", "month")]),
        ("€20 per day", [("20.00", "EUR", "day")]),
        ("15,50 €/day", [("15.50", "EUR", "day")]),
        ("1.200 EUR/month", [("1200.00", "EUR", "month")]),
        ("20/day", [("20.00", "EUR", "day")]),
    ],
)
def test_charges_of_openstreetmap(charge, read):
    record = parse_tags(
        "node/1",
        {"name": "A", "office": "coworking", "charge": charge, "addr:country": "BE"},
        (50.6, 5.5),
        "",
    )
    assert [(price.amount, price.currency, price.unit) for price in record.prices] == read
    assert record.notes == []


@pytest.mark.parametrize("charge", ["20 EUR/person", "20 XXQ/day", "ask at the desk", "20 EUR/day; more"])
def test_a_charge_that_is_not_understood_is_reported(charge):
    record = parse_tags("node/1", {"name": "A", "office": "coworking", "charge": charge}, (50.6, 5.5), "")
    assert record.prices == []
    assert record.notes[0].startswith("charge: ")


@pytest.mark.skipif(not FIELD.exists(), reason="the field cases are not part of the repository")
def test_the_prices_of_the_field_cases(capsys):
    for name, country in [("Jakarta", "ID"), ("New York", "US"), ("Berlin", "DE"), ("Lyon", "FR"),
                          ("Tokyo", "JP"), ("Zurich", "CH")]:  # fmt: skip
        make_city(name, country=country)
    call_command("import_spaces", str(FIELD / "spaces/prices.csv"), source="Field", report="json")
    problems = json.loads(capsys.readouterr().out)["problems"]
    assert [one["ref"] for one in problems] == ["line 11 (p10)"]
    expected = json.loads((FIELD / "expected.json").read_text())["spaces/prices.csv"]["prices"]
    for ref, right in expected.items():
        plans = Plan.objects.filter(space__statements__ref=ref)
        read = {plan.unit: str(plan.amount.normalize() + 0) for plan in plans}
        wanted = {unit: right[unit] for unit in ("day", "month")} if right else {}
        assert {unit: Decimal(amount) for unit, amount in read.items()} == {
            unit: Decimal(amount) for unit, amount in wanted.items()
        }
        assert {plan.currency for plan in plans} == ({right["currency"]} if right else set())
