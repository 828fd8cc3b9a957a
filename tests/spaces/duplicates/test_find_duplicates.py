"""The command find_duplicates: which pairs it queues, repeated runs, and pairs that were dismissed."""

import io
import json

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from spaces.directory.models import Space
from spaces.duplicates import blocking
from spaces.duplicates.models import LikelyDuplicate
from spaces.duplicates.similarity import Profile, distance
from tests.factories import make_city, make_space

pytestmark = pytest.mark.django_db


def run(*arguments) -> dict:
    out = io.StringIO()
    call_command("find_duplicates", *arguments, report="json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def pair(db):
    first = make_space("The Mill", slug="the-mill", website="https://mill.example/", street="1 Mill Lane")
    second = make_space("Mill coworking", slug="mill", website="http://www.mill.example", latitude=50.6339)
    make_space("Another place", slug="another")
    return first, second


def test_a_pair_is_found_with_its_reasons(pair):
    found = run()
    assert (found["found"], found["created"]) == (1, 1)
    assert {found["pairs"][0]["first"], found["pairs"][0]["second"]} == {"the-mill", "mill"}
    row = LikelyDuplicate.objects.get()
    assert (row.first, row.second) == pair
    assert set(row.reasons) == {"same_name", "domain", "within"}
    assert 0 < row.distance_m < 30
    assert "the same web domain" in row.reason


def test_the_second_run_changes_nothing(pair):
    run()
    before = LikelyDuplicate.objects.values("pk", "score", "reasons").get()
    again = run()
    assert (again["created"], again["updated"], again["unchanged"], again["gone"]) == (0, 0, 1, 0)
    assert LikelyDuplicate.objects.values("pk", "score", "reasons").get() == before


def test_a_dry_run_writes_nothing(pair):
    assert run("--dry-run")["created"] == 1
    assert not LikelyDuplicate.objects.exists()


def test_the_report_lists_the_likeliest_pair_first(pair):
    out = io.StringIO()
    call_command("find_duplicates", dry_run=True, stdout=out)
    assert "Dry run, nothing written. 1 likely pairs: 1 created" in out.getvalue()
    assert "the-mill ~ mill" in out.getvalue()


def test_a_dismissed_pair_is_not_queued_again(pair):
    run()
    LikelyDuplicate.objects.update(is_dismissed=True)
    found = run()
    assert (found["not_the_same"], found["pairs"]) == (1, [])
    assert not LikelyDuplicate.objects.waiting().exists()


def test_a_dismissal_is_not_forgotten_while_the_two_are_not_similar(pair):
    run()
    LikelyDuplicate.objects.update(is_dismissed=True)
    similar = Space.objects.filter(slug="mill").values("normalized_name", "web_domain").get()
    Space.objects.filter(slug="mill").update(normalized_name="goose", web_domain="goose.example")
    assert run()["gone"] == 0
    Space.objects.filter(slug="mill").update(**similar)
    assert (run()["not_the_same"], LikelyDuplicate.objects.waiting().count()) == (1, 0)


def test_a_pair_that_is_no_longer_similar_leaves_the_queue(pair):
    run()
    Space.objects.filter(slug="mill").update(normalized_name="goose", web_domain="goose.example")
    assert run()["gone"] == 1
    assert not LikelyDuplicate.objects.exists()


def test_distant_pairs_are_found_by_domain_telephone_and_name(db):
    nowhere = {"latitude": None, "longitude": None}
    make_space("Tandem", phone="+32 4 222 22 22", **nowhere)
    make_space("Tandem space", phone="04/222.22.22", **nowhere)
    make_space("Nid", website="https://nid.example/a", **nowhere)
    make_space("Le Nid", website="http://nid.example", **nowhere)
    make_space("Ruche", **nowhere)
    make_space("RUCHE", **nowhere)
    found = run()
    assert found["found"] == 3


def test_branches_and_neighbours_are_no_duplicates(db):
    for number in range(4):
        make_space("Regus", website="https://regus.example", latitude=50.6 + number / 50)
    for name in ("The Goose", "Tech House", "Kiosk"):
        make_space(name, street="8 Park Row")
    assert run()["found"] == 0


@pytest.mark.parametrize(
    "facts", [{"name": "Kiosk"}, {"name": "Kiosk {n}", "website": "https://town.example/kiosk-{n}"}]
)
def test_what_four_spaces_share_is_that_of_a_chain_and_three_may_be_one(db, facts):
    def open_branch(n):
        texts = {key: text.format(n="abcd"[n]) for key, text in facts.items()}
        make_space(**texts, latitude=50.6 + n / 1000, longitude=5.5)

    for n in range(3):
        open_branch(n)
    assert run("--dry-run")["found"] == 3
    open_branch(3)
    assert run("--dry-run")["found"] == 0
    make_space(**{key: text.format(n="a") for key, text in facts.items()}, latitude=50.6001, longitude=5.5)
    assert run("--dry-run")["found"] == 1


def test_samples_and_hidden_spaces_are_left_out(pair):
    Space.objects.filter(slug="mill").update(is_sample=True)
    assert run()["found"] == 0
    Space.objects.filter(slug="mill").update(is_sample=False, is_published=False)
    assert run()["found"] == 0


def test_query_count_does_not_grow_with_the_number_of_spaces(db):
    city = make_city()

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            run("--dry-run")
        return len(queries)

    for number in range(5):
        make_space(f"Alone {'abcde'[number]}", city=city, latitude=50 + number, longitude=5)
    few = asked()
    for number in range(30):
        make_space(f"Alone {number}", city=city, latitude=10 + number, longitude=5)
    assert asked() == few


positions = st.tuples(st.floats(-89.9, 89.9), st.floats(-180, 180))
clouds = st.lists(st.tuples(positions, st.floats(-0.003, 0.003), st.floats(-0.003, 0.003)), max_size=25)


@given(clouds)
def test_the_sweep_finds_all_pairs_that_are_near(cloud):
    rows = []
    for (latitude, longitude), north, east in cloud:
        for lat, lon in ((latitude, longitude), (latitude + north, (longitude + east + 540) % 360 - 180)):
            rows.append(Profile(len(rows) + 1, "x", latitude=lat, longitude=lon))
    rows.sort(key=lambda row: (row.latitude, row.pk))
    found = {frozenset((one.pk, other.pk)) for one, other in blocking.pairs_nearby(rows)}
    for index, one in enumerate(rows):
        for other in rows[index + 1 :]:
            if abs(one.latitude) < 80 and distance(one, other) < blocking.NEAR_M * 0.9:
                assert frozenset((one.pk, other.pk)) in found
