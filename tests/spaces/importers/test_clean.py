"""Cleaning of values: it never fails, and never guesses."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaces.importers.values import clean

anything = st.one_of(st.none(), st.text(max_size=300), st.integers(), st.floats())


@given(anything)
def test_text_is_one_printable_line_and_cleaning_twice_changes_nothing(value):
    once = clean.text(value)
    assert once.isprintable()
    assert clean.text(once) == once


@given(anything)
def test_website_is_an_http_url_or_nothing(value):
    url = clean.website(value)
    assert url == "" or url.startswith(("http://", "https://"))
    assert clean.website(url) == url


@given(anything, anything)
def test_position_is_on_the_globe_or_nothing(latitude, longitude):
    found = clean.position(latitude, longitude)
    if found:
        assert all(map(math.isfinite, found))
        assert abs(found[0]) <= 90
        assert abs(found[1]) <= 180


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("www.example.org", "https://www.example.org"),
        ("http://example.org/a", "http://example.org/a"),
        ("en cours", ""),
        ("javascript:alert(1)", ""),
        ("https://user@example.org", ""),
        ("NC", ""),
    ],
)
def test_websites(given, cleaned):
    assert clean.website(given) == cleaned


@pytest.mark.parametrize(
    ("given", "cleaned"), [("0", ""), ("69001", "69001"), ("EC1V 1JN", "EC1V 1JN"), ("?", "")]
)
def test_postcodes(given, cleaned):
    assert clean.postcode(given) == cleaned
