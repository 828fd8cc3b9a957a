"""The keys by which two records of one place are recognised."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spaces.directory.contact_keys import phone_key


@pytest.mark.parametrize(
    ("phone", "country", "key"),
    [
        ("+32 4 222 22 22", "", "3242222222"),
        ("04/222.22.22", "BE", "3242222222"),
        ("0032 (0)4 222 22 22", "BE", "3242222222"),
        ("01 42 72 53 86 / 06 12 34 56 78", "FR", "33142725386"),
        ("(212) 555-0100 ext. 4", "US", "12125550100"),
        ("04 222 22 22", "", "42222222"),
        ("0800 12", "BE", ""),
        ("n/a", "FR", ""),
    ],
)
def test_a_telephone_number_is_compared_in_international_form(phone, country, key):
    assert phone_key(phone, country) == key


@given(st.text(max_size=60), st.sampled_from(["BE", "US", "", "XX"]))
def test_any_text_has_a_key_that_the_column_can_hold(phone, country):
    key = phone_key(phone, country)
    assert len(key) <= 15
    assert key.isdigit() or not key
