"""Countries are understood by name and code, and what is no country is refused with its text."""

import pytest

from coworking.fields.errors import NotUnderstood
from spaces.geography.country_names import LANGUAGES, country_codes, country_named
from spaces.geography.models import country_name


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("be", "BE"),
        ("BEL", "BE"),
        (" Belgium ", "BE"),
        ("Pays-Bas", "NL"),
        ("The Netherlands", "NL"),
        ("Allemagne", "DE"),
        ("Duitsland", "DE"),
        ("Österreich", "AT"),
        ("Estados Unidos", "US"),
        ("U.S.A.", "US"),
        ("UK", "GB"),
        ("Danmark", "DK"),
        ("Ελλάδα", "GR"),
        ("中国", "CN"),
        ("Éire", "IE"),
        ("Bosnia and Herzegovina", "BA"),
        ("Saint Lucia", "LC"),
        ("Myanmar", "MM"),
        ("Ivory Coast", "CI"),
        ("Czech Republic", "CZ"),
    ],
)
def test_a_country_is_found_by_its_names_and_codes(written, code):
    assert country_named(written) == code


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_country_is_found_by_its_name_in_each_language(language):
    shared = {"MF", "SX"}  # one island, and one name in several languages
    for code in country_codes() - shared:
        assert country_named(country_name(code, language)) == code


@pytest.mark.parametrize("written", ["Atlantis", "Korea", "EU", "XX", "D", "Denmark Germany", ""])
def test_what_is_no_country_is_refused_with_its_text(written):
    with pytest.raises(NotUnderstood, match=f"unknown country: {written}"):
        country_named(written)
