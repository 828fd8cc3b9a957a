"""The similarity of two records of spaces, measured on labelled pairs, invented and real."""

import csv
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from spaces.duplicates import blocking
from spaces.duplicates.chains import chain_of
from spaces.duplicates.similarity import LIKELY, Profile, build_profile, compare, name_similarity
from spaces.provenance.models import Statement

HERE = Path(__file__).parent
DATA = Path(settings.BASE_DIR).parent / "shared/data"
TOWN = (50.0, 4.0)
KINDS = {"fablab": "fablab", "library of": "library", "café": "cafe"}


def labelled(name):
    """The rows of a file of labelled pairs."""
    lines = [line for line in (HERE / name).read_text().splitlines() if not line.startswith("#")]
    return list(csv.DictReader(lines, delimiter="\t"))


def pair(row) -> tuple[Profile, Profile]:
    """Two profiles out of a row: the second stands so many metres north of the first."""
    metres = row["metres"]
    latitudes = (TOWN[0], TOWN[0] + float(metres) / 111_200) if metres else (TOWN[0], None)
    others = {"=": "one", "!": "two", "": "", None: ""}
    sides = []
    for side, (name, street) in enumerate((("name", "street"), ("other name", "other street"))):
        same = "one" if side == 0 else None
        domain = row["domain"] and (same or others[row["domain"]])
        phone = row["phone"] and (same or others[row["phone"]])
        sides.append(
            build_profile(
                side + 1,
                row[name],
                row["city"],
                latitude=latitudes[side],
                longitude=None if latitudes[side] is None else TOWN[1],
                street=row[street],
                kind=next((kind for word, kind in KINDS.items() if word in row[name].lower()), "coworking"),
                website=f"https://www.{domain}.example/" if domain else "",
                phone={"one": "+32 470 11 11 11", "two": "+32 470 22 22 22", "": "", None: ""}[phone],
            )
        )
    return sides[0], sides[1]


@pytest.mark.parametrize(
    "row", labelled("duplicate_pairs.tsv"), ids=lambda row: f"{row['name']}~{row['other name']}"
)
def test_the_verdict_on_a_labelled_pair_is_its_label(row):
    similarity = compare(*pair(row))
    assert (similarity.score >= LIKELY) == (row["verdict"] == "same"), similarity


@pytest.mark.django_db
@pytest.mark.skipif(not DATA.exists(), reason="the open data is not beside this checkout")
def test_precision_and_recall_on_open_data(gazetteer, capsys):
    for file, name in (("tierslieux-2019.csv", "fr"), ("osm-london-2026-04.geojson", "gb")):
        call_command("import_spaces", str(DATA / file), source=name, report="json")
    refs = {row.space_id: f"{row.source.key}:{row.ref}" for row in Statement.objects.select_related("source")}
    scores = {
        frozenset((refs[one.pk], refs[other.pk])): compare(one, other).score
        for one, other in blocking.pairs(lambda: None)
    }
    verdicts = {
        frozenset((row["first"], row["second"])): row["verdict"] for row in labelled("open_data_pairs.tsv")
    }
    found = {key for key, score in scores.items() if score >= LIKELY and verdicts.get(key) != "unsure"}
    same = {key for key, verdict in verdicts.items() if verdict == "same"}
    assert len(found & same) / len(found) >= 0.85
    assert len(found & same) / len(same) >= 0.8


@st.composite
def profiles(draw):
    return build_profile(
        draw(st.integers(1, 99)),
        draw(st.text(max_size=30)),
        draw(st.text(max_size=10)),
        latitude=draw(st.none() | st.floats(-90, 90)),
        longitude=draw(st.floats(-180, 180)),
        street=draw(st.text(max_size=20)),
        phone=draw(st.text(max_size=12)),
        website=draw(st.text(max_size=20)),
        network=draw(st.text(max_size=10)),
    )


@given(profiles(), profiles())
def test_the_order_of_the_two_does_not_matter_much(one, other):
    there, back = compare(one, other), compare(other, one)
    assert 0 <= there.score <= 100
    assert name_similarity(one, other) == pytest.approx(name_similarity(other, one))
    if one.latitude is None or other.latitude is None:
        assert there == back


@given(profiles())
def test_a_space_is_similar_to_itself(one):
    assert name_similarity(one, one) == 1


def at(latitude, longitude, name="The Mill", **facts):
    return build_profile(1, name, "Town", latitude=latitude, longitude=longitude, **facts)


def test_two_sides_of_the_180th_meridian_are_near_each_other():
    found = compare(at(-16.8, 179.9999), at(-16.8, -179.9999))
    assert found.distance_m == 21
    assert "within" in found.reasons
    assert found.score == compare(at(-16.8, 10.0001), at(-16.8, 9.9999)).score


@pytest.mark.parametrize(("east", "metres"), [(0.001, 56), (-0.001, 56), (0.01, 556)])
def test_a_degree_of_longitude_is_shorter_away_from_the_equator(east, metres):
    assert compare(at(60.0, 5.0), at(60.0, 5.0 + east)).distance_m == metres


def test_a_place_without_a_position_is_at_no_distance():
    for place in ((None, 5.0), (60.0, None), (None, None)):
        assert compare(at(*place), at(60.0, 5.0)).distance_m is None
        assert compare(at(60.0, 5.0), at(*place)).distance_m is None


@pytest.mark.parametrize(
    ("name", "network", "operator", "chain"),
    [
        ("regus liege", "", "", "regus"),
        ("spaces", "", "", "spaces"),
        ("spacesuit", "", "", ""),
        ("the mill", "Mills United", "", "mills united"),
        ("the mill", "", "WeWork", "wework"),
        ("the mill", "", "", ""),
    ],
)
def test_chains_are_known_by_name_network_or_operator(name, network, operator, chain):
    assert chain_of(name, network, operator) == chain
