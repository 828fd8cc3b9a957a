"""OpenStreetMap: which elements are places to work, and whether they are open, planned or closed."""

import pytest

from spaces.directory.models import Space
from spaces.history.models import HistoryEvent
from spaces.managers.models import SuggestedEdit
from spaces.provenance.models import Statement
from tests.factories import make_space, make_statement
from tests.pages import page
from tests.spaces.importers.importing import element, overpass, reasons, run, write

pytestmark = pytest.mark.django_db
OPEN = {"name": "The Mill", "office": "coworking", "website": "https://mill.example/"}


def bring(tmp_path, *elements, date="2026-11-01", **options):
    return run(write(tmp_path, overpass(*elements, date=date)), source="OpenStreetMap", **options)


@pytest.mark.parametrize(
    ("tags", "status", "closed"),
    [
        ({"disused:office": "coworking"}, "closed", ""),
        ({"was:amenity": "coworking_space", "end_date": "2025-03"}, "closed", "2025-03"),
        ({"abandoned:office": "coworking"}, "closed", ""),
        ({"closed:office": "coworking"}, "closed", ""),
        ({"removed:office": "coworking"}, "closed", ""),
        ({"razed:amenity": "cafe"}, "closed", ""),
        ({"demolished:amenity": "library"}, "closed", ""),
        ({"office": "coworking", "disused": "yes"}, "closed", ""),
        ({"office": "coworking", "end_date": "2021"}, "closed", "2021"),
        ({"office": "coworking", "end_date": "2999"}, "open", ""),
        ({"construction:office": "coworking"}, "planned", ""),
        ({"proposed:amenity": "coworking_space"}, "planned", ""),
        ({"planned:office": "coworking"}, "planned", ""),
        ({"office": "coworking", "opening_date": "2999-01"}, "planned", ""),
        ({"office": "coworking", "disused:shop": "bakery"}, "open", ""),
        ({"office": "coworking", "was:amenity": "cafe"}, "open", ""),
    ],
)
@pytest.mark.once
def test_lifecycle_tags_say_whether_a_place_is_open(tmp_path, lyon, tags, status, closed):
    assert bring(tmp_path, element(name="The Mill", **tags))["created"] == 1
    space = Space.objects.get()
    assert (space.status, space.closed) == (status, closed)


def test_a_closed_element_closes_the_place_that_was_known_under_its_id(tmp_path, lyon, client):
    bring(tmp_path, element(1, **OPEN), date="2026-06-01")
    gone = element(1, **{"name": "The Mill", "disused:office": "coworking", "end_date": "2026-10"})
    assert bring(tmp_path, gone)["updated"] == 1
    space = Space.objects.get()
    assert (space.status, space.closed) == ("closed", "2026-10")
    event = HistoryEvent.objects.get()
    assert (event.type, event.date, event.source.name) == ("closed", "2026-10", "OpenStreetMap")
    assert "October 2026" in page(client.get(space.get_absolute_url())).one("main").text
    assert bring(tmp_path, gone)["unchanged"] == 1
    assert HistoryEvent.objects.count() == 1


@pytest.mark.parametrize(
    "tags",
    [
        {"office": "vacant"},
        {"name": "Pizza", "amenity": "restaurant", "was:office": "coworking"},
        {"shop": "vacant", "old_name": "The Mill"},
    ],
)
def test_what_has_moved_in_closes_the_place_and_changes_no_other_fact(tmp_path, lyon, tags):
    bring(tmp_path, element(1, **OPEN), date="2026-06-01")
    for outcome in ("updated", "unchanged"):
        assert bring(tmp_path, element(1, **tags))[outcome] == 1
    space = Space.objects.get()
    assert (space.status, space.name, space.website) == ("closed", "The Mill", "https://mill.example/")


def test_an_element_that_nobody_knows_as_a_place_to_work_is_not_made_a_closed_one(tmp_path, lyon):
    report = bring(
        tmp_path,
        element(1, name="A", office="vacant"),
        element(2, **{"name": "Pizza", "amenity": "restaurant", "was:amenity": "cafe"}),
    )
    assert (report["skipped"], Space.objects.count()) == (2, 0)
    assert "vacant" in reasons(report)["node/1"]
    assert "amenity=restaurant" in reasons(report)["node/2"]


def test_a_place_that_opens_again_is_open(tmp_path, lyon):
    bring(tmp_path, element(1, **{"name": "The Mill", "disused:office": "coworking"}), date="2026-06-01")
    assert bring(tmp_path, element(1, **OPEN))["updated"] == 1
    space = Space.objects.get()
    assert (space.status, space.closed) == ("open", "")
    assert HistoryEvent.objects.get().type == "reopened"


@pytest.mark.parametrize(("confirmed_on", "status"), [("2026-09-30", "closed"), ("2026-10-15", "open")])
def test_a_closing_is_only_suggested_if_the_manager_confirmed_something_since(
    tmp_path, lyon, confirmed_on, status
):
    bring(tmp_path, element(1, **OPEN), date="2026-06-01")
    space = Space.objects.get()
    make_statement(space, {"status": "open"}, as_of=confirmed_on, as_of_basis="confirmed")
    gone = element(1, **OPEN, end_date="2026-10")
    for _time in range(2):
        bring(tmp_path, gone)
    space.refresh_from_db()
    assert space.status == status
    suggested = [(edit.fact, edit.value) for edit in SuggestedEdit.objects.all()]
    assert suggested == ([] if status == "closed" else [("life", {"type": "closed", "date": "2026-10"})])


def test_a_closed_element_does_not_close_another_sources_place_of_that_name(tmp_path, lyon):
    space = make_space("The Mill", city=lyon, latitude=45.75, longitude=4.85)
    make_statement(space, {"name": "The Mill"}, as_of="2020")
    bring(tmp_path, element(1, **{"name": "The Mill", "disused:office": "coworking"}))
    space.refresh_from_db()
    assert (Space.objects.count(), space.status) == (1, "open")
    assert SuggestedEdit.objects.get().value == {"type": "closed", "date": ""}


def test_a_place_that_loses_its_name_keeps_it(tmp_path, lyon):
    bring(tmp_path, element(1, **OPEN), date="2026-06-01")
    report = bring(tmp_path, element(1, office="coworking"), element(2, office="coworking"))
    assert (report["updated"], report["skipped"]) == (1, 1)
    assert "name known before is kept" in reasons(report)["node/1"]
    assert reasons(report)["node/2"] == "no name"
    assert Space.objects.get().name == "The Mill"


def test_a_date_that_is_not_understood_is_reported(tmp_path, lyon):
    report = bring(tmp_path, element(1, **OPEN, end_date="about 2019", start_date="C19"))
    assert Space.objects.get().status == "closed"
    notes = [problem["reason"] for problem in report["problems"]]
    assert any("end_date" in note and "about 2019" in note for note in notes)


@pytest.mark.parametrize(
    ("tags", "reason"),
    [
        ({"amenity": "pharmacy"}, "amenity=pharmacy"),
        ({"highway": "bus_stop"}, "highway=bus_stop"),
        ({"amenity": "restaurant", "internet_access": "wlan"}, "amenity=restaurant"),
        ({"amenity": "parking"}, "amenity=parking"),
        ({"amenity": "public_bookcase"}, "amenity=public_bookcase"),
        ({"office": "company"}, "office=company"),
        ({"shop": "books", "cafe": "yes"}, "shop=books"),
        ({"disused:shop": "bakery"}, "disused:shop=bakery"),
        ({}, "no tag"),
        ({"office": "coworking", "access": "private"}, "access=private"),
    ],
)
def test_what_is_no_place_to_work_is_skipped_with_the_reason(tmp_path, lyon, tags, reason):
    report = bring(tmp_path, element(1, name="The Mill", **tags))
    assert (report["skipped"], Space.objects.count()) == (1, 0)
    assert reason in reasons(report)["node/1"]


@pytest.mark.parametrize(
    ("tags", "kind"),
    [
        ({"office": "company;coworking"}, "coworking"),
        ({"amenity": "coworking_space"}, "coworking"),
        ({"amenity": "cafe"}, "cafe"),
        ({"amenity": "cafe", "office": "coworking"}, "coworking"),
        ({"amenity": "library"}, "library"),
        ({"amenity": "community_centre"}, "community_hall"),
        ({"leisure": "hackerspace"}, "fablab"),
    ],
)
def test_places_to_work_come_in_by_their_main_tag(tmp_path, lyon, tags, kind):
    assert bring(tmp_path, element(1, name="The Mill", **tags))["created"] == 1
    assert Space.objects.get().kind == kind


def test_the_same_file_twice_changes_nothing(tmp_path, lyon):
    elements = [
        element(1, **OPEN),
        element(2, **{"name": "B", "disused:office": "coworking", "end_date": "2025"}),
        element(3, **{"name": "C", "construction:office": "coworking"}),
    ]
    bring(tmp_path, *elements)
    before = list(Space.objects.order_by("pk").values()), Statement.objects.count()
    assert bring(tmp_path, *elements)["unchanged"] == 3
    assert (list(Space.objects.order_by("pk").values()), Statement.objects.count()) == before
