"""Which column a heading means; the tables of docs/importing.md are the ones of the code."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coworking.i18n.normalize import normalize_name
from spaces.importers.tables import headings
from spaces.importers.tables.columns import ALL_COLUMNS, COLUMNS, MORE_COLUMNS, PRICES
from spaces.importers.tables.headings import column_of

DOCS = (Path(__file__).resolve().parents[4] / "docs" / "importing.md").read_text(encoding="utf-8")
SECTION = DOCS.split("\n## Any table\n")[1].split("\n## ")[0]
CODE = re.compile(r"`([^`]+)`")


def documented():
    """{first cell: names} of the lines of both tables."""
    lines = [line for line in SECTION.splitlines() if line.startswith("| `")]
    return {CODE.findall(line)[0]: CODE.findall(line)[1:] for line in lines}


def listed(names):
    return [" ".join(name.split()) for name in names.split(",")]


def test_the_docs_have_the_headings_of_the_code():
    words = headings.UNIT_NAMES | headings.WHAT_NAMES
    words |= {"pass": headings.PASS_NAMES, "price": headings.PRICE_WORDS, "hot_desk": words.pop("")}
    assert documented() == {key: listed(names) for key, names in (headings.HEADINGS | words).items()}
    assert set(headings.HEADINGS) == {*COLUMNS, *MORE_COLUMNS} - set(PRICES)


def test_no_heading_means_two_columns():
    names = [normalize_name(name) for names in headings.HEADINGS.values() for name in listed(names)] + [
        normalize_name(column) for column in ALL_COLUMNS
    ]
    assert sorted(set(names)) == sorted(names)


@given(
    st.sampled_from(ALL_COLUMNS), st.sampled_from([str.upper, str.title, str.lower]), st.sampled_from(" _-")
)
def test_a_column_of_ours_is_its_own_heading_in_any_case(column, change, separator):
    assert column_of(change(column).replace("_", separator)) == (column, True)


@given(st.text(max_size=30))
def test_any_text_means_one_of_our_columns_or_none(text):
    assert column_of(text)[0] in {"", *ALL_COLUMNS}


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("Prix par jour", "day_price"),
        ("price_day", "day_price"),
        ("Preis pro Tag (EUR)", "day_price"),
        ("Precio por mes", "month_price"),
        ("Prijs / week", "week_price"),
        ("Hourly rate", "hour_price"),
        ("Tarif demi-journée", "half_day_price"),
        ("Salle de réunion (heure)", "meeting_room_hour_price"),
        ("Büro pro Monat", "office_month_price"),
        ("Dedicated desk, CHF per month", "dedicated_desk_month_price"),
        ("10-day pass", "pass_10_price"),
        ("Carnet 10 jours", "pass_10_price"),
        ("Adresse.Code postal", "postcode"),
        ("address.street", "street"),
        ("location.lat", "latitude"),
        ("rates.day", "day_price"),
        ("Office hours", ""),
        ("operator.name", ""),
        ("address.name", ""),
        ("day", ""),
        ("Price 2022", ""),
        ("7-day pass", ""),
        ("Office and meeting room, month", ""),
        ("State", ""),
    ],
)
def test_headings_of_prices_and_of_objects_inside_of_others(heading, column):
    assert column_of(heading)[0] == column
