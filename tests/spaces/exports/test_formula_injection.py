"""Exported cells are no formulas in a spreadsheet, and are imported as they were."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coworking.files.spreadsheets import guarded, unguarded


@given(st.text())
def test_a_guarded_cell_is_no_formula_and_is_read_back(text):
    out = guarded(text)
    assert not out.startswith(("=", "@", "\t", "\r"))
    assert not out.startswith(("+", "-")) or out[1:].replace(".", "", 1).isdigit()
    assert unguarded(out) == text


@pytest.mark.parametrize("text", ["=1+1", "+32 4", "-2+3", "@SUM(1)", "\t=1", "\r=1", "'=1"])
def test_a_formula_gets_an_apostrophe(text):
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("value", ["-5.25", "3", "Café", "", None])
def test_numbers_and_plain_text_are_not_changed(value):
    assert guarded(value) == (value or "")
