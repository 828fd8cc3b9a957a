"""Tests of events in the managers' admin."""

import datetime as dt

import pytest
from django.contrib import admin
from django.test import RequestFactory

from spaces.events.models import Event, EventStatement
from spaces.managers.models import Level, Role
from spaces.managers.site import site
from tests.factories import make_city, make_gathering, make_member, make_source, make_space, make_user
from tests.pages import page

pytestmark = pytest.mark.django_db
ADD = "/manage/spaces/event/add/"


@pytest.fixture
def mill(db):
    return make_space("The Mill", slug="the-mill")


@pytest.fixture
def owner(client, mill):
    member = make_member("Olga")
    Role.objects.create(space=mill, member=member, level=Level.OWNER)
    client.force_login(member)
    return member


def change(event):
    return f"/manage/spaces/event/{event.pk}/change/"


def form(space, **fields):
    return {
        "title": "Open day",
        "kind": "open_days",
        "space": space.pk,
        "start": "2026-12-05",
    } | fields


def test_dates_and_times_are_read_as_people_type_them(client, owner, mill):
    typed = {"start": "5 décembre 2026", "start_time": "18h30", "end": "6/12/2026", "end_time": "10pm"}
    asked = client.post(ADD, form(mill, **typed))
    assert "Understood as 6 December 2026" in asked.content.decode()
    typed["end-understood"] = page(asked).one("[name=end-understood]").get("value")
    assert client.post(ADD, form(mill, **typed)).status_code == 302
    event = Event.objects.get()
    assert (event.start, event.end) == ("2026-12-05", "2026-12-06")
    assert (event.start_time, event.end_time) == (dt.time(18, 30), dt.time(22))


def test_manager_adds_an_event_which_shows_them_as_the_source(client, owner, mill):
    response = client.post(ADD, form(mill, start_time="09:00", end_time="17:00"))
    assert response.status_code == 302, response.context["errors"]
    event = Event.objects.get()
    assert (event.city, event.timezone) == (mill.city, "Europe/Brussels")
    page = client.get("/en/spaces/the-mill/").content.decode()
    assert "Open day" in page
    assert "confirmed by the manager" in client.get(event.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"start": "soon"}, "“soon” is not understood as a date"),
        ({"start": "2026-03-29", "start_time": "02:30"}, "The clocks skip this time"),
        ({"start_time": "09:00", "end_time": "08:00"}, "It ends before it begins."),
        ({"space": "0"}, "Select a valid choice."),
        ({"title": ""}, "This field is required."),
    ],
)
def test_form_reports_invalid_fields(client, owner, mill, fields, message):
    response = client.post(ADD, form(mill) | fields)
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not Event.objects.exists()


def test_event_at_another_managers_space_is_refused(client, owner, mill):
    theirs = make_space("Theirs")
    page = client.get(ADD).content.decode()
    assert "The Mill" in page
    assert "Theirs" not in page
    assert client.post(ADD, form(theirs)).status_code == 200
    mine = make_gathering("Mine", space=mill)
    client.post(change(mine), form(theirs))
    assert not Event.objects.filter(space=theirs).exists()


@pytest.mark.parametrize("view", ["change", "history", "delete"])
def test_events_of_others_are_not_found(client, owner, view):
    theirs = make_gathering("Theirs", space=make_space())
    in_town = make_gathering("In town")
    for event in (theirs, in_town):
        path = f"/manage/spaces/event/{event.pk}/{view}/"
        assert client.get(path).status_code == 404
        assert client.post(path, form(event.space or make_space())).status_code == 404
    assert "Theirs" not in client.get("/manage/spaces/event/").content.decode()


def test_event_is_cancelled_and_not_deleted(client, owner, mill):
    event = make_gathering("Open day", "2026-12-05", space=mill)
    assert client.post(f"/manage/spaces/event/{event.pk}/delete/", {"post": "yes"}).status_code == 404
    client.post(change(event), form(mill, is_cancelled="on"))
    assert "This event is cancelled" in client.get(event.get_absolute_url()).content.decode()


@pytest.mark.parametrize("path", [ADD, "/manage/spaces/event/"])
def test_members_without_a_space_and_visitors_have_no_access(client, path):
    assert client.get(path).status_code == 302
    client.force_login(make_member("Nobody"))
    assert client.get(path).status_code == 404


def test_facts_of_another_source_become_a_statement(client, owner, mill):
    paper = make_source("a newspaper")
    event = make_gathering("Fair", "2026-12-05", space=mill, organiser="The town", source=paper)
    client.post(change(event), form(mill, title="Great fair", organiser="The town"))
    event.refresh_from_db()
    assert (event.title, event.as_of_basis) == ("Great fair", "confirmed")
    statement = EventStatement.objects.get()
    assert (statement.source, statement.facts["title"]) == (paper, "Fair")
    page = client.get(event.get_absolute_url()).content.decode()
    assert "Otherwise: “Fair”, a newspaper" in page
    assert "Also: a newspaper" in page
    client.post(change(event), form(mill, title="Greatest fair"))
    assert EventStatement.objects.count() == 1


def test_event_moved_to_another_space_moves_to_its_city(client, owner, mill):
    other = make_space("Far", city=make_city("Suva", "FJ", timezone="Pacific/Fiji"))
    Role.objects.create(space=other, member=owner)
    event = make_gathering("Fair", space=mill)
    client.post(change(event), form(other, title="Fair"))
    event.refresh_from_db()
    assert (event.city, event.timezone) == (other.city, "Pacific/Fiji")


def test_more_rows_need_no_more_queries(client, owner, mill, django_assert_max_num_queries):
    for _number in range(20):
        make_gathering(space=mill)
    with django_assert_max_num_queries(9):
        client.get("/manage/spaces/event/")
    client.force_login(make_user(is_staff=True, is_superuser=True))
    with django_assert_max_num_queries(9):
        client.get("/admin/spaces/event/")


def test_managers_cannot_delete():
    request = RequestFactory().get("/")
    request.user = make_member()
    assert not site._registry[Event].has_delete_permission(request)
    assert Event in admin.site._registry


def test_two_managers_with_one_event_open_save_what_each_changed(client, mill, owner):
    event = make_gathering("Open day", space=mill)
    opened = page(client.get(change(event))).one("#event_form").form_data()
    client.post(change(event), opened | {"title": "Open evening"})
    response = client.post(change(event), opened | {"venue": "The yard"})
    assert response.status_code == 302
    event.refresh_from_db()
    assert (event.title, event.venue) == ("Open evening", "The yard")
