"""The demo data: real spaces with sources, and samples that are marked and can be removed."""

import csv
import io
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import QuerySet

from coworking.accounts.models import User
from coworking.pictures import processing
from coworking.staff import roles
from spaces.demo.accounts import logins_file
from spaces.demo.events import load_events
from spaces.demo.open_data import FILES, load_open_data, open_data_keys
from spaces.demo.pictures import draw_picture
from spaces.demo.programmes import load_programmes
from spaces.demo.records import read_records, sample_records
from spaces.demo.spaces import load_spaces
from spaces.directory.models import Space
from spaces.events.models import Event
from spaces.geography.models import City
from spaces.history.models import HistoryEvent
from spaces.photos.models import Photo
from spaces.pricing.models import Plan
from spaces.programmes.models import Award, Call, Label, Programme, ProgrammeFact
from spaces.provenance.models import Statement
from tests.conftest import make_capitals
from tests.pages import cards, page, sitemap_pages

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def facts(django_db_setup, django_db_blocker):
    """The real part of the demo data, for the whole module: what a test changes is rolled back after it."""
    with django_db_blocker.unblock(), transaction.atomic():
        make_capitals()
        load_spaces(read_records("spaces.json"))
        load_programmes()
        load_events()
        load_open_data()
        yield
        transaction.set_rollback(True)


def rows_of_open_data() -> list[dict[str, str]]:
    return [row for data in FILES for row in csv.DictReader(data.path.open(encoding="utf-8"))]


def of_open_data() -> QuerySet[Statement]:
    return Statement.objects.filter(source__key__in=open_data_keys())


@pytest.fixture
def demo(facts, quick_pictures):
    """The samples and their pictures beside it; what the command printed."""
    return load_demo()


def load_demo() -> str:
    out = io.StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


def test_everything_is_loaded_once(demo, client):
    counts = [rows.objects.count() for rows in (Space, Programme, Event)]
    linked = Statement.objects.filter(ref__startswith="demo:", space__statements__in=of_open_data())
    spaces = len(read_records("spaces.json")) + len(sample_records()) + len(rows_of_open_data())
    assert counts == [spaces - linked.values("space").distinct().count(), 7, 14]
    again = load_demo()
    assert [rows.objects.count() for rows in (Space, Programme, Event)] == counts
    each_role_has_a_login_whose_password_is_printed_once(demo, again, client)


def each_role_has_a_login_whose_password_is_printed_once(first: str, again: str, client) -> None:
    logins = dict(
        re.fullmatch(r"(\S+)  (\S+)", line).groups() for line in logins_file().read_text().splitlines()
    )
    assert set(logins) == {"admin@example.org", *(f"{role}@example.org" for role in roles.ROLES)}
    for email, password in logins.items():
        assert first.count(f"{email}  {password}") == 1
        assert password not in again
        assert client.login(username=email, password=password), email
        assert client.get("/admin/").status_code == 200, email
    assert {group.name for group in User.objects.get(email="editor@example.org").groups.all()} == {"editor"}


@pytest.mark.once
def test_every_fact_of_a_real_space_has_a_source_with_a_url(demo):
    real = Space.objects.filter(is_sample=False)
    for rows in (Statement, Plan, HistoryEvent):
        assert not rows.objects.filter(space__in=real, source__url="").exists()
    assert not real.filter(statements=None).exists()


@pytest.mark.once
def test_open_data_has_its_source_date_and_licence_with_every_fact(facts, client):
    rows = {row["id"]: row for row in rows_of_open_data()}
    statements = {statement.ref: statement for statement in of_open_data().select_related("source")}
    assert statements.keys() == rows.keys()
    for ref, row in rows.items():
        is_checked = bool(row.get("as_of"))
        date = row["as_of"] if is_checked else row["listed_on"]
        assert (statements[ref].as_of, statements[ref].as_of_basis == "dataset") == (date, is_checked), ref
        assert statements[ref].source.licence
        assert statements[ref].source.attribution
    listed = next(s for s in statements.values() if s.as_of_basis == "listed" and s.url)
    credit = page(client.get(listed.space.get_absolute_url())).one(".credit")
    assert "© OpenStreetMap contributors · ODbL 1.0" in credit.text
    assert listed.url.startswith("https://www.openstreetmap.org/")


@pytest.mark.parametrize("city", ["Paris", "Lyon", "Brussels", "Lisbon"])
@pytest.mark.once
def test_cities_show_real_places_with_hours_and_amenities(facts, city):
    found = Space.objects.filter(statements__in=of_open_data(), city__name=city).exclude(opening_hours="")
    assert found.filter(amenity_rows__amenity="wheelchair").exists()
    assert found.filter(amenity_rows__amenity="wifi").exists() == (city != "Brussels")


@pytest.mark.parametrize("data", FILES, ids=lambda data: data.file)
@pytest.mark.once
def test_every_file_of_open_data_has_its_notice_and_is_outside_of_the_bsd_licence(data):
    notice = data.path.with_suffix(".txt").read_text(encoding="utf-8")
    for word in ("Attribution:", "Licence:", "Date", "Source"):
        assert word in notice
    assert data.file in (Path(settings.BASE_DIR) / "LICENSE").read_text(encoding="utf-8")
    text = data.path.read_text(encoding="utf-8")
    assert len(text.encode()) < 100_000
    assert not re.search(r"[\w.]@\w|(\+33 ?|\b0)[67]( ?\d\d){4}|\+351 ?9\d|\+32 ?4[5-9]\d", text)


@pytest.mark.once
def test_undated_pages_stay_undated(facts):
    assert Statement.objects.filter(as_of_basis="not_before").exists()


@pytest.mark.once
def test_earlier_prices_are_stored_and_not_current(facts):
    old = Plan.objects.filter(is_current=False)
    assert old.exists()
    for plan in old:
        newer = plan.space.plans.filter(is_current=True, what=plan.what, unit=plan.unit)
        assert newer.filter(as_of__gt=plan.as_of).exists()


@pytest.mark.once
def test_la_cantine_became_numa(facts):
    assert Space.objects.get(slug="la-cantine-paris").successor.name == "NUMA"


@pytest.mark.once
def test_the_history_of_la_cantine_leads_to_numa_with_its_source(facts, client):
    numa = Space.objects.get(slug="numa-paris")
    assert "Successor of" in page(client.get(numa.get_absolute_url())).text
    assert HistoryEvent.objects.get(other=numa).source.url


def test_programmes_and_events_are_loaded_once(facts):
    def counts():
        return [rows.objects.count() for rows in (Programme, ProgrammeFact, Call, Award, Label, Event)]

    before, events = counts(), set(Event.objects.values_list("uid", flat=True))
    assert before[0] == len(read_records("programmes.json"))
    assert before[5] == len(read_records("events.json"))
    assert (load_programmes(), load_events()) == (0, 0)
    assert counts() == before
    assert set(Event.objects.values_list("uid", flat=True)) == events


@pytest.mark.once
def test_every_fact_of_a_programme_or_an_event_has_a_source_and_a_date(facts):
    without_url = ("An article of 2011", "The Walloon portal")
    for rows in (Programme, ProgrammeFact, Call, Award, Event):
        for row in rows.objects.select_related("source"):
            assert row.source.url or row.source.name.startswith(without_url), row
            assert row.as_of or row.source.name.startswith("The Walloon portal"), row


@pytest.mark.once
def test_creative_wallonia_is_first_and_shows_its_conflicts(facts, client):
    assert read_records("programmes.json")[0]["id"] == "creative-wallonia-espaces-de-coworking"
    response = client.get("/en/programmes/creative-wallonia-espaces-de-coworking/")
    shown = page(response)
    conflicts = shown.texts("#conflicts li")
    assert conflicts[:2] == ["Budget", "Projects selected"]
    assert len([text for text in conflicts if text.startswith("Call:")]) == 1
    assert shown.rows("tfoot tr") == [["Total of 8 awards with an amount, EUR", "€600,000", ""]]
    awards = shown.select("section[aria-labelledby=awards] tbody tr[id]")
    assert awards
    assert all(row.has("td:first-child a") for row in awards)
    for text in ("9 September 2011", "€100,000", "€600,000", "€150,000"):
        assert text in shown.text


def test_spaces_are_found_by_their_label(facts, client):
    found = cards(client.get("/en/spaces/?label=creative-wallonia"))
    assert len(found) == 8
    assert "La Forge" in found


@pytest.mark.once
def test_no_old_call_is_open(facts, client):
    shown = page(client.get("/en/calls/"))
    assert shown.one("main .note").text == "No call with a known deadline is open."
    assert len(shown.select("section[aria-labelledby=closed] li.entry")) == 6


@pytest.mark.once
def test_events_whose_days_are_known_have_a_calendar(facts, client):
    assert client.get("/en/events/coworking-europe-2014/event.ics").status_code == 200
    assert client.get("/en/events/coworking-europe-2011/event.ics").status_code == 404


@pytest.mark.once
def test_samples_are_marked_on_every_page(demo, client):
    sample = Space.objects.filter(is_sample=True, status="open").first()
    assert "sample: this place does not exist" in page(client.get(sample.get_absolute_url())).text
    assert page(client.get(sample.city.get_absolute_url())).has("li.card span", "sample")
    assert sample.get_absolute_url() not in sitemap_pages(client)


def test_samples_are_removed_with_their_pictures_and_nothing_else(demo, django_capture_on_commit_callbacks):
    real = set(Space.objects.filter(is_sample=False).values_list("pk", flat=True))
    files = [Path(settings.MEDIA_ROOT) / photo.image.name for photo in Photo.objects.all()]
    assert files
    assert all(file.exists() for file in files)
    call_command("remove_samples", "--dry-run", stdout=io.StringIO())
    assert Photo.objects.exists()
    with django_capture_on_commit_callbacks(execute=True):
        call_command("remove_samples", stdout=io.StringIO())
    assert set(Space.objects.values_list("pk", flat=True)) == real
    assert not any(file.exists() for file in files)


def test_database_with_spaces_is_left_alone(demo):
    Space.objects.exclude(pk=Space.objects.first().pk).delete()
    call_command("load_demo", "--if-empty", stdout=io.StringIO())
    assert Space.objects.count() == 1


@pytest.mark.once
def test_a_picture_has_renditions_for_every_screen():
    picture = processing.process(io.BytesIO(draw_picture("atelier-0")))
    assert (picture.width, picture.height) == (1200, 800)
    assert sorted({one.width for one in picture.renditions}) == [240, 640, 1200]


def test_without_a_gazetteer_the_error_names_the_command_to_run():
    City.objects.update(geonameid=None)  # villages are none
    with pytest.raises(CommandError, match="load_gazetteer"):
        call_command("load_demo")
