"""Tests of recording history in the staff's admin."""

import pytest
from django.urls import reverse

from spaces.audit.models import SpaceLogEntry
from spaces.directory.models import SpaceName
from spaces.history.models import HistoryEvent
from tests.factories import make_event, make_source, make_space, make_user
from tests.pages import cards

pytestmark = pytest.mark.django_db


@pytest.fixture
def mill():
    return make_space("The Mill", slug="the-mill", latitude=None, longitude=None)


@pytest.fixture
def staff(client):
    client.force_login(make_user("boss@example.org", is_staff=True, is_superuser=True))
    return client


def form_of(client, space, **changes):
    """The admin's form of a space as a browser would post it, with one new event in its history."""
    page = client.get(reverse("admin:spaces_space_change", args=[space.pk]))
    form = page.context["adminform"].form
    data = {key: "" if value is None else value for key, value in form.initial.items()}
    data |= {"is_published": "on"}
    for formset in page.context["inline_admin_formsets"]:
        prefix = formset.formset.prefix
        data |= {f"{prefix}-TOTAL_FORMS": 0, f"{prefix}-INITIAL_FORMS": 0}
    prefix = next(
        f.formset.prefix for f in page.context["inline_admin_formsets"] if f.opts.model is HistoryEvent
    )
    event = {key: value for key, value in changes.items() if key.startswith("event_")}
    if event:
        row = {key.removeprefix("event_"): value for key, value in event.items()}
        row |= {"source": make_source("a newspaper").pk, "as_of": "2026", "as_of_basis": "printed"}
        data |= {f"{prefix}-0-{key}": value for key, value in row.items()} | {f"{prefix}-TOTAL_FORMS": 1}
    return data | {key: value for key, value in changes.items() if key not in event}


def post(client, space, **changes):
    response = client.post(
        reverse("admin:spaces_space_change", args=[space.pk]), form_of(client, space, **changes)
    )
    assert response.status_code == 302, response.context["errors"]
    space.refresh_from_db()


def test_recorded_closing_removes_the_space_from_search_and_keeps_its_page(staff, mill):
    post(staff, mill, event_type="closed", event_date="2019-06", event_note="The lease ended.")
    assert (mill.status, mill.closed) == ("closed", "2019-06")
    assert mill.city.space_count == 0
    assert SpaceLogEntry.objects.get().actor.email == "boss@example.org"
    assert cards(staff.get("/en/be/liege/")) == []
    assert cards(staff.get("/en/be/liege/?closed=1")) == ["The Mill"]
    page = staff.get("/en/spaces/the-mill/").content.decode()
    for text in ("This place has closed", "June 2019", "The lease ended.", "a newspaper"):
        assert text in page
    post(staff, mill, event_type="reopened", event_date="2021")
    assert (mill.status, mill.closed) == ("open", "")
    assert cards(staff.get("/en/be/liege/")) == ["The Mill"]


def test_edit_without_a_new_event_does_not_change_the_status(staff, mill):
    make_event(mill, "closed", "2019")
    post(staff, mill, status="open", phone="+32 4 1")
    assert mill.status == "open"


def test_recorded_successor_is_set(staff, mill):
    new = make_space("New Mill")
    post(staff, mill, event_type="succeeded", event_date="2020", event_other=new.pk)
    assert (mill.status, mill.successor) == ("moved", new)


def test_renaming_stores_the_former_name(staff, mill):
    post(staff, mill, name="Great Mill")
    assert SpaceName.objects.get(space=mill).name == "The Mill"
    assert "Great Mill" in staff.get("/en/spaces/?q=the+mill").content.decode()
