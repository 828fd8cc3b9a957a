"""A table of queries over all kinds, on a small directory; and the command that checks such tables."""

import datetime as dt
from pathlib import Path

import pytest
import time_machine
from django.core.management import CommandError, call_command

from spaces.directory.city_counts import refresh_city_counts
from spaces.geography.models import City
from spaces.search.quality import check, read_table
from spaces.search_index.derived_columns import refresh
from spaces.search_index.dictionary import recount
from tests.factories import make_city, make_plan, make_space

pytestmark = pytest.mark.django_db

HERE = Path(__file__).parent
WEDNESDAY = dt.datetime(2026, 6, 3, 10, 0, tzinfo=dt.UTC)


def rows_of(name: str) -> list[list[str]]:
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


@pytest.fixture
def directory():
    """Cities of the gazetteer with their names in many languages, and invented spaces in some of them."""
    with time_machine.travel(WEDNESDAY, tick=False):
        make_directory()
        yield


def make_directory() -> None:
    cities = {}
    for name, country, region, population, latitude, longitude, timezone, *names in rows_of("cities.tsv"):
        city = make_city(
            name,
            country,
            names=tuple(filter(None, "".join(names).split("|"))),
            region=region,
            population=int(population),
            latitude=float(latitude),
            longitude=float(longitude),
            timezone=timezone,
        )
        cities[f"{country.lower()}/{city.slug}"] = city
    for row in rows_of("spaces.tsv"):
        name, place, kind, amenities, hours, price, desks, former, status, street = (*row, *[""] * 10)[:10]
        space = make_space(
            name,
            city=cities[place],
            kind=kind,
            amenities=amenities.split(),
            opening_hours=hours,
            desks=int(desks) if desks else None,
            former_names=tuple(filter(None, [former])),
            status=status or "open",
            street=street,
            latitude=cities[place].latitude,
            longitude=cities[place].longitude,
        )
        if price:
            make_plan(space, unit="day", amount=int(price))
            refresh([space])
    refresh_city_counts(City.objects.values_list("pk", flat=True))
    recount()


def test_queries_of_all_kinds_are_answered_as_expected(directory):
    rows = read_table((HERE / "queries.tsv").read_text("utf-8").splitlines())
    report = check(rows)
    assert {answer.row.values["query"]: answer.wrong for answer in report.answers if answer.wrong} == {}
    assert len(rows) >= 300


def test_the_command_prints_what_is_missing_and_the_precision(directory, tmp_path, capsys):
    file = tmp_path / "table.tsv"
    lines = (
        "query\tplace\toffered\tfilters\tfirst\tamong\tvisitor",
        "# a comment",
        "Porto\tpt/porto\tfr/bordeaux",
        "wifi Liège\tbe/liege\t\tamenity=wifi\t\tLa Forge",
        "Betacowork\t-\t\t-\tBetacowork",
        "Darwin\t-\t\tamenity=coffee\tLe Node | Darwin",
        "free Ghent\tbe/brussels\tnl/bergen\t\t-\tWasbar",
    )
    file.write_text("\n".join(lines), "utf-8")
    call_command("check_search", file)
    printed = capsys.readouterr().out
    assert (
        "line 6: Darwin\n    amenity=coffee is not understood\n    first Darwin, not Le Node | Darwin"
        in printed
    )
    assert "place be/gent, not be/brussels" in printed
    assert "nl/bergen is not offered, but nothing" in printed
    assert "finds De Krook" in printed
    assert "Wasbar is missing" in printed
    assert "3 of 5 rows are as expected (60.0 %)." in printed
    assert "Precision at 1: 50.0 %" in printed
    assert "Precision at 5: 66.7 %" in printed
    call_command("check_search", file, "--least", "60")
    with pytest.raises(CommandError, match="fewer than 90 %"):
        call_command("check_search", file, "--least", "90")


@pytest.mark.parametrize(
    ("text", "message"), [("", "empty"), ("words\n", "query must be there"), ("query\tnonsense\n", "names")]
)
def test_a_table_that_cannot_be_read_is_refused_in_a_sentence(tmp_path, text, message):
    file = tmp_path / "table.tsv"
    file.write_text(text)
    with pytest.raises(CommandError, match=message):
        call_command("check_search", file)
    with pytest.raises(CommandError, match="No such file"):
        call_command("check_search", tmp_path / "nowhere.tsv")
