"""No text of the directory is a formula in anybody's spreadsheet, and all of it comes back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coworking.files.spreadsheets import guarded, unguarded


@given(st.text())
def test_what_goes_out_begins_no_formula_and_comes_back(text):
    out = guarded(text)
    assert not out.startswith(("=", "@", "\t", "\r"))
    assert not out.startswith(("+", "-")) or out[1:].replace(".", "", 1).isdigit()
    assert unguarded(out) == text


@pytest.mark.parametrize("text", ["=1+1", "+32 4", "-2+3", "@SUM(1)", "\t=1", "\r=1", "'=1"])
def test_an_apostrophe_goes_before_it(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("value", ["-5.25", "3", "Café", "", None])
def test_numbers_and_plain_words_stay(value):
    assert guarded(value) == (value or "")
