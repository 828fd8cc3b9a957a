"""The similarity of two records of spaces, measured on labelled pairs, invented and real."""

import csv
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st

from spaces.directory.vocabulary import fixed_vocabulary, shipped
from spaces.duplicates import blocking
from spaces.duplicates.blocking import BRANCHES
from spaces.duplicates.chains import chain_of
from spaces.duplicates.similarity import (
    LIKELY,
    PROFILE_COLUMNS,
    Profile,
    build_profile,
    compare,
    name_similarity,
    profile_of,
    same_street,
)
from spaces.importers.reading import Reading
from spaces.importers.registry import detect_format
from spaces.provenance.models import Statement
from tests.factories import make_space

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
    assert len(found & same) / len(found) >= 0.9
    assert len(found & same) / len(same) >= 0.8


FILES = {
    "fr": "tierslieux-2019.csv",
    "gb": "osm-london-2026-04.geojson",
    "angers": "open/angers-mednum-2022/places.csv",
    "aura": "open/aura-mednum-hinaura-2022/places.csv",
    "berlin": "open/berlin-coworking-2019/places.csv",
    "centre": "open/centre-hub-lo-2020/places.csv",
    "gironde": "open/gironde-mednum-2021/places_wifi.csv",
    "oglall": "open/ogl-london-libraries-2023/libraries.csv",
    "oglnc": "open/ogl-london-libraries-2023/libraries_all_mostly_without_coordinates.csv",
    "osmbe": "open/osm-brussels-cafes-2026-01/cafes.geojson",
    "osmfr": "open/osm-fr-cities-2026-01/*.geojson",
    "osmpt": "open/osm-lisbon-2026-07/cafes_libraries.json",
}


def profiles_of_files() -> dict[str, Profile]:
    """{"file:id": profile} of all records of the open data; where four share a web site it is a chain's."""
    found = {}
    for key, pattern in FILES.items():
        for path in DATA.glob(pattern):
            for record in detect_format(path).read(path, Reading()):
                facts = {"country": "", **record.facts}
                if record.address:
                    facts["street"] = record.address.in_country(facts["country"])
                ref = record.row_key.earlier_ref if record.row_key else record.ref
                found[f"{key}:{ref}"] = profile_of_facts(**facts)
    for row in json.loads((DATA / "curated/spaces.json").read_text()):
        found[f"curated:{row['id']}"] = profile_of_facts(**row)
    domains = Counter(profile.domain for profile in found.values())
    names = Counter((profile.city, profile.name) for profile in found.values())
    for key, one in found.items():
        shared = one.domain if one.domain and domains[one.domain] >= BRANCHES else ""
        named = one.name if names[one.city, one.name] >= BRANCHES else ""
        found[key] = replace(one, chain=one.chain or shared or named)
    return found


def profile_of_facts(name="", city="", **facts) -> Profile:
    used = {key: facts.get(key) for key in (*PROFILE_COLUMNS, "country")}
    return build_profile(1, name, city, **used)


@pytest.mark.skipif(not DATA.exists(), reason="the open data is not beside this checkout")
def test_precision_and_recall_on_pairs_of_open_data():
    with fixed_vocabulary(shipped()):
        found = profiles_of_files()
    for chosen in ("tuned", "fresh"):
        rows = [row for row in labelled("open_data_pairs_2026.tsv") if row["set"] == chosen]
        scores = [compare(found[row["first"]], found[row["second"]]).score for row in rows]
        verdicts = [row["verdict"] for row in rows]
        listed = [verdict for verdict, score in zip(verdicts, scores, strict=True) if score >= LIKELY]
        right = listed.count("same")
        assert right / (right + listed.count("different")) >= 0.95
        assert right / verdicts.count("same") >= 0.95


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


# The weight of each kind of evidence, as a score


def heron(metres=None, name="Blue Heron", **facts):
    """A space, so many metres north of the town, or without a position."""
    position = {} if metres is None else {"latitude": 50 + metres / 111_200, "longitude": 4.0}
    return build_profile(1, name, "Town", **position, **facts)


@pytest.mark.parametrize(
    ("metres", "score", "is_within"),
    [
        (0, 95, True),
        (49.9, 95, True),
        (50.1, 90, True),
        (149.9, 90, True),
        (150.1, 79, False),
        (399.9, 79, False),
        (400.1, 18, False),
        (24_990, 18, False),
        (25_010, 1, False),
        (None, 73, False),
    ],
)
def test_the_nearer_two_spaces_of_one_name_are_the_likelier_they_are_one(metres, score, is_within):
    found = compare(heron(0), heron(metres))
    assert (found.score, "within" in found.reasons) == (score, is_within)
    assert found.distance_m == (None if metres is None else round(metres))


@pytest.mark.parametrize(
    ("name", "score", "reason"),
    [
        ("Heron, Blue", 95, "same_name"),
        ("Blueheron", 95, "same_name"),
        ("Blue Heron Town", 95, "same_name"),
        ("Blue Herons", 95, "same_name"),
        ("Blue Heran", 88, "like_name"),
        ("Blue Heron Garden Studios", 73, "like_name"),
        ("Blue Lantern", 15, None),
        ("Green Heron", 15, None),
        ("Red Lantern", 3, None),
    ],
)
def test_the_more_similar_the_names_of_two_spaces_at_one_place_the_likelier_they_are_one(name, score, reason):
    found = compare(heron(0), heron(10, name))
    assert (found.score, found.reasons) == (score, [reason, "within"] if reason else ["within"])


@pytest.mark.parametrize(
    ("one", "other", "score"),
    [
        ("Coworking", "Coworking", 62),
        ("Coworking space", "Coworking", 62),
        ("Coworking", "Office", 12),
        ("Coworking", "Blue Heron", 12),
        ("Heron 2", "Heron 2", 95),
        ("Heron 2", "Heron", 88),
        ("Heron 2", "Heron 3", 2),
    ],
)
def test_generic_words_say_little_and_another_number_is_another_space(one, other, score):
    assert compare(heron(0, one), heron(0, other)).score == score


@pytest.mark.parametrize(
    ("street", "is_same", "score"),
    [
        ("rue haute, 12", True, 88),
        ("Rue Haute 14", False, 50),
        ("Rue Haute", None, 73),
        ("Rue Basse 12", False, 50),
        ("12", None, 73),
        ("", None, 73),
    ],
)
def test_a_street_counts_with_its_number(street, is_same, score):
    one, other = heron(street="Rue Haute 12"), heron(street=street)
    assert same_street(one, other) is same_street(other, one) is is_same
    found = compare(one, other)
    assert (found.score, "street" in found.reasons) == (score, bool(is_same))


@pytest.mark.parametrize(
    ("fact", "same", "score", "score_of_others"),
    [("website", "https://heron.example/", 82, 14), ("phone", "+32 4 111 11 11", 88, 15)],
)
def test_a_web_site_or_telephone_counts_for_and_another_one_against(fact, same, score, score_of_others):
    other = {"website": "https://lantern.example/", "phone": "+32 4 222 22 22"}[fact]
    one = heron(name="Blue Heron", **{fact: same})
    found = compare(one, heron(name="Blue Heron Loft", **{fact: same}))
    assert (found.score, len(found.reasons)) == (score, 2)
    assert compare(one, heron(name="Blue Heron Loft", **{fact: other})).score == score_of_others
    assert compare(one, heron(name="Blue Heron Loft")).score == 27


@pytest.mark.parametrize(("metres", "website", "phone"), [(49.9, 99, 99), (50.1, 86, 88)])
def test_what_two_streets_apart_share_counts_for_a_quarter(metres, website, phone):
    for fact, score in (
        ({"website": "https://heron.example"}, website),
        ({"phone": "+32 4 111 11 11"}, phone),
    ):
        one, other = heron(0, street="Rue Haute 12", **fact), heron(metres, street="Place Neuve 3", **fact)
        assert compare(one, other).score == score


@pytest.mark.parametrize(
    ("name", "kind", "score"),
    [
        ("Blue Heron", "fablab", 73),
        ("Blue Heron Loft", "coworking", 27),
        ("Blue Heron Loft", "library", 8),
        ("Blue Heron Loft", "other", 27),
        ("Blue Heron Loft", "", 27),
        ("Fablab Blue Heron", "fablab", 0),
        ("Fablab Blue Heron", "coworking", 73),
    ],
)
def test_another_kind_counts_against_except_under_the_same_name(name, kind, score):
    one, other = heron(kind="coworking"), heron(name=name, kind=kind)
    assert compare(one, other).score == compare(other, one).score == score


@pytest.mark.parametrize(
    ("metres", "street", "other_chain", "is_possible"),
    [(None, "", "", True), (49.9, "", "", True), (50.1, "", "", False), (50.1, "Rue Haute 12", "", True)]
    + [(50.1, "", "Chain Two", True)],
)
def test_branches_of_a_chain_are_one_at_one_place_or_street_only(metres, street, other_chain, is_possible):
    one = heron(0, network="Chain One", street=street)
    found = compare(one, heron(metres, network=other_chain or "Chain One", street=street))
    assert (found.score > 0) is is_possible
    assert found.distance_m == (None if metres is None else round(metres))


@pytest.mark.parametrize(
    ("name", "other_city", "is_possible"),
    [("Chain One Village", "Town", True), ("Chain One", "Town", False), ("Chain One Village", "City", False)],
)
def test_branches_without_an_address_are_one_if_a_word_of_their_own_says_so(name, other_city, is_possible):
    one = build_profile(1, name, "Town", network="Chain One")
    other = build_profile(2, name, other_city, network="Chain One")
    assert (compare(one, other).score >= LIKELY) is is_possible


@pytest.mark.parametrize(
    ("other_city", "metres", "is_likely"),
    [("Town", 3000, True), ("City", 3000, False), ("City", 300, True), ("City", None, False)],
)
def test_the_same_street_far_away_is_the_same_in_one_town_only(other_city, metres, is_likely):
    facts = {"street": "1 place de la Mairie", "longitude": 4.0}
    one = build_profile(1, "Blue Heron", "Town", latitude=50.0, **facts)
    latitude = None if metres is None else 50 + metres / 111_200
    other = build_profile(2, "Blue Heron", other_city, latitude=latitude, **facts)
    assert (compare(one, other).score >= LIKELY) is is_likely


def test_a_domain_within_the_other_is_the_same_web_site():
    one = heron(name="Blue Heron", website="https://village.heron.example/")
    assert "domain" in compare(one, heron(name="Lantern", website="https://heron.example")).reasons
    assert "domain" not in compare(one, heron(name="Lantern", website="https://blueheron.example")).reasons


@pytest.mark.parametrize(
    ("name", "other_name", "is_similar"),
    [
        ("Morning North", "Morning South", False),
        ("Centre de ressources Langues", "Centre de ressources Lettres", False),
        ("Morning", "Morning South", True),
        ("Platforme C", "Plateforme C", True),
        ("Cap Work Heron", "CapWork Heron", True),
    ],
)
def test_names_that_share_a_word_and_differ_in_another_are_not_similar(name, other_name, is_similar):
    one, other = (build_profile(1, text, "Town") for text in (name, other_name))
    assert (name_similarity(one, other) >= 0.7) is is_similar


@pytest.mark.django_db
def test_the_profile_of_a_space_has_all_that_is_compared():
    space = make_space(
        "Blue Heron Liège", website="https://www.heron.example/en", phone="+32 4 111 11 11",
        street="Rue Haute 12", network="Chain One", kind="cafe", latitude=50.5, longitude=5.5,
    )  # fmt: skip
    profile = profile_of(space)
    assert (profile.pk, profile.name, profile.city) == (space.pk, "blue heron liege", "liege")
    assert (profile.latitude, profile.longitude) == (50.5, 5.5)
    assert (profile.domain, profile.street, profile.kind) == ("heron.example", "rue haute 12", "cafe")
    assert profile.phone.endswith("41111111")
    assert profile.chain == "chain one"
    assert (profile.words, profile.joined, profile.street_number) == (["blue", "heron"], "blueheron", "12")
    space.network, space.operator = "", "Chain Two"
    assert profile_of(space).chain == "chain two"
