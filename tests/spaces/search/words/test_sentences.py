"""What sentences mean besides places: kinds, amenities, times, prices and numbers of people."""

import datetime as dt
from pathlib import Path

import pytest
import time_machine
from hypothesis import example, given
from hypothesis import strategies as st

from coworking.i18n.normalize import normalize_name
from spaces.directory.choices import Status
from spaces.directory.vocabulary import fixed_vocabulary, shipped
from spaces.search.query_parser.facet_words import read_facet_words
from spaces.search.query_parser.interpret import interpret
from spaces.search.query_parser.tokens import tokens_of
from spaces.search_index.derived_columns import refresh
from spaces.search_index.dictionary import Dictionary
from tests.factories import make_city, make_plan, make_space
from tests.pages import chips, page
from tests.spaces.search.searching import controls, names, search

WEDNESDAY = dt.datetime(2026, 6, 3, 10, 0, tzinfo=dt.UTC)
TABLE = [
    line.split("\t")
    for line in (Path(__file__).parent / "sentences.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]


@pytest.fixture
def wednesday():
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


def understood(text: str) -> str:
    found = read_facet_words(text)
    parameters = (f"{name}={value}" for name, value in found.parameters.items())
    return " ".join([*found.kinds, *found.amenities, *parameters])


def test_sentences_in_three_languages_are_understood(wednesday):
    with fixed_vocabulary(shipped()):
        wrong = {text: understood(text) for text, meant, _rest in TABLE if understood(text) != meant}
    assert wrong == {}
    assert len(TABLE) >= 150


@given(st.text(max_size=60) | st.lists(st.sampled_from([row[0] for row in TABLE])).map(" ".join))
@example("8:30:15,7 @ < 20€/")
@example("24h/24ß½")
def test_every_word_is_read_or_left_over_in_its_order(text):
    with fixed_vocabulary(shipped()):
        rest = read_facet_words(text).rest.split()
    words = normalize_name(text[:200]).split()
    assert tokens_of(text[:200]).words == words
    left = iter(words)
    assert all(word in left for word in rest)


@pytest.mark.django_db
def test_what_is_left_over_is_the_place_and_what_nothing_explains(wednesday):
    for text, meant, rest in TABLE:
        if meant:
            found = interpret(text, None, None, Dictionary())
            assert (text, found.rest) == (text, rest)


@pytest.mark.django_db
def test_no_rule_costs_a_space_its_exact_name(wednesday):
    city = make_city("Lyon", "FR")
    shown = {text for text, _meant, _rest in TABLE}
    for number, text in enumerate(sorted(shown)):
        if number % 3:
            make_space(text, city=city)
        else:
            make_space(f"Space {number}", city=city, former_names=(text,), status=Status.CLOSED)
    for text in shown:
        found = interpret(text, None, None, Dictionary())
        assert (found.rest, found.is_more_than_text) == (text, False)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["Open Now", "The Library", "Meeting Room", "24/7", "Free for 6"])
def test_a_name_that_looks_like_a_filter_finds_its_space_alone_and_in_its_city(client, name):
    lyon = make_city("Lyon", "FR", space_count=9)
    make_space("Other", city=lyon, amenities=("meeting_rooms", "access_24_7"))
    make_space(name, city=lyon)
    for text in (name, f"{name} Lyon", f"Lyon {name}", f"{name} lyon france"):
        assert names(f"q={text.replace('+', ' ')}")[:1] == [name], text
    assert read_facet_words(name)


@pytest.mark.django_db
def test_a_whole_sentence_becomes_chips_that_can_be_taken_back_to_words(client, wednesday):
    lyon = make_city("Lyon", "FR", space_count=2)
    fits = {"amenities": ("wifi", "coffee"), "opening_hours": "Mo-Fr 08:00-18:00"}
    for name, price in (("Fits", 18), ("Dear", 28)):
        space = make_space(name, city=lyon, **fits)
        make_plan(space, unit="day", amount=price)
        refresh([space])
    query = "tomorrow in Lyon, wifi and coffee, below 20 EUR a day, open at 8"
    shown = controls(f"q={query}")
    labels = [chip.label for chip in shown.chips]
    assert labels[:2] == ["Lyon", "wifi and coffee"]
    assert any("20" in label for label in labels)
    assert any("08:00" in label or "8 a.m." in label for label in labels)
    assert shown.given["at"] == "2026-06-04T08:00"
    assert names(f"q={query}") == ["Fits"]
    response = client.get("/en/spaces/", {"q": query})
    plain = page(response).one('a[href*="words=1"]')["href"]
    assert len(chips(client.get(plain))) == 1
    assert search(plain.partition("?")[2]).criteria.text == query


@pytest.mark.django_db
def test_days_prices_of_nothing_and_numbers_of_people_are_filters(wednesday):
    lyon = make_city("Lyon", "FR", space_count=4)
    make_space("Sunday", city=lyon, opening_hours="Su 14:00-18:00", desks=4)
    make_space("Weekdays", city=lyon, opening_hours="Mo-Fr 08:00-18:00", desks=40)
    free = make_space("Free", city=lyon, people=6)
    make_plan(free, unit="day", amount=0)
    refresh([free])
    make_space("Unknown", city=lyon)
    assert names("q=lyon open sunday") == ["Sunday"]
    assert names("q=ouvert vendredi lyon") == ["Weekdays"]
    assert names("q=gratuit lyon") == ["Free"]
    assert sorted(names("q=lyon for 6 people")) == ["Free", "Weekdays"]
    assert [chip.label for chip in controls("q=lyon for 6 people, free").chips] == [
        "Lyon", "free", "for 6 people",
    ]  # fmt: skip
    assert names("on=2027-06-06&place=fr/lyon") == ["Sunday"]  # later than what is written out
