"""Files of real cases about values, where they are beside this checkout."""

import json

import pytest
from django.conf import settings

from spaces.directory.amenity_rows import amenities_of
from spaces.directory.models import Space
from tests.factories import make_city
from tests.spaces.importers.importing import reasons, run

FIELD = settings.BASE_DIR.parent / "shared/data/field"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FIELD.exists(), reason="the field cases are not beside this checkout"),
]


def spaces():
    return {space.statements.get().ref: space for space in Space.objects.select_related("city")}


def test_every_country_is_the_one_that_is_named():
    expected = json.loads((FIELD / "expected.json").read_text())["spaces/countries.csv"]["country"]
    for code in set(expected.values()):
        make_city(f"Capital of {code}", code, latitude=None, longitude=None)
    run(FIELD / "spaces/countries.csv")
    assert {ref: space.city.country_id for ref, space in spaces().items()} == expected


def test_words_dates_and_contacts_are_read_or_reported(lyon):
    report = run(FIELD / "spaces/words.csv")
    found, problems = spaces(), {}
    for one in report["problems"]:
        problems.setdefault(one["ref"].partition("(")[2].rstrip(")"), []).append(one["reason"])
    assert [(found[ref].status, found[ref].closed) for ref in ("w1", "w2", "w3", "w4", "w5")] == [
        ("closed", ""),
        ("closed", "2023-12-31"),
        ("open", ""),
        ("closed", "2020"),
        ("closed", "2020-01"),
    ]
    amenities = {ref: set(amenities_of(space)) for ref, space in found.items()}
    assert amenities["w1"] == {"wifi", "coffee", "meeting_rooms"}
    assert amenities["w3"] == {"wifi", "coffee", "printing"}
    assert amenities["w5"] == {"wifi"}
    assert found["w1"].desks in {1200, None}
    assert found["w1"].area_m2 in {1500, None}
    assert (found["w2"].desks, found["w2"].area_m2) == (120, 150)
    facts = found["w2"].statements.get().facts
    assert (facts["phone"], facts["other_phones"]) == ("0472000000", ["0600000000"])
    assert (facts["email"], facts["other_emails"]) == ("a@b.org", ["c@d.org"])
    dates = [found[ref].statements.get().as_of for ref in ("w1", "w2", "w3", "w4")]
    assert dates == ["2026-03-15", "2026-03", "2026-03-15", "2026-03-05"]
    assert any("http://" in reason for reason in problems["w4"])
    assert any("n/a" in reason for reason in problems["w5"])
    assert any("4,72E+09" in reason for reason in problems["w5"])


def test_a_homonym_far_away_is_reported_and_makes_no_second_city():
    make_city("Tours", "FR", latitude=47.39484, longitude=0.70398, population=141_621)
    report = run(FIELD / "spaces/homonym_far_away.csv")
    assert "283 km from Tours" in " ".join(reasons(report).values())
    assert Space.objects.get().city.slug == "tours"
