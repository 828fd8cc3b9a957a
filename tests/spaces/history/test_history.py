"""A life story: what staff record moves the columns, and both ends of a succession name each other."""

import re

import pytest
from django.urls import reverse

from spaces.audit.models import SpaceLogEntry
from spaces.directory.models import Space, SpaceName
from spaces.history import derived_status
from spaces.history.models import HistoryEvent
from tests.factories import make_event, make_source, make_space, make_statement, make_user, refreshed
from tests.pages import cards

pytestmark = pytest.mark.django_db


@pytest.fixture
def mill():
    return make_space("The Mill", slug="the-mill", latitude=None, longitude=None)


@pytest.fixture
def staff(client):
    client.force_login(make_user("boss@example.org", is_staff=True, is_superuser=True))
    return client


def told(space, *events):
    """Record these events ("closed 2019", "succeeded 2020" ...) and let the columns follow."""
    for event in events:
        kind, _blank, date = event.partition(" ")
        make_event(space, kind, date)
    derived_status.update_from_history(space)
    space.refresh_from_db()
    return space.status, space.opened, space.closed


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        (["planned 2025"], ("planned", "", "")),
        (["planned 2025", "opened 2026-02"], ("open", "2026-02", "")),
        (["opened 2012", "closed 2019-06"], ("closed", "2012", "2019-06")),
        (["closed 2019-06", "opened 2012"], ("closed", "2012", "2019-06")),
        (["opened 2012", "closed 2019", "reopened 2021"], ("open", "2012", "")),
        (["opened 2012", "closed 2015", "reopened 2017", "closed 2020-01"], ("closed", "2012", "2020-01")),
        (["closed", "opened 2012"], ("closed", "2012", "")),
        (["opened", "closed 2019"], ("closed", "", "2019")),
        (["closed 2019", "opened"], ("closed", "", "2019")),
        (["opened 2012", "succeeded 2013"], ("moved", "2012", "")),
        (["opened 2012", "closed 2013", "succeeded"], ("closed", "2012", "2013")),
        (["opened 2012", "moved 2016"], ("open", "2012", "")),
        (["renamed 2014", "noted 2015", "changed 2016", "founded 2009"], ("open", "", "")),
    ],
)
def test_columns_follow_from_the_last_thing_that_happened(mill, events, expected):
    assert told(mill, *events) == expected


def test_moved_nobody_knows_where_stays_so(mill):
    mill.status = "moved"
    mill.save()
    assert told(mill, "opened 2012", "moved 2016", "noted 2017")[0] == "moved"


def test_opening_that_is_known_is_not_changed(mill):
    mill.opened = "2011-05-02"
    mill.save()
    assert told(mill, "opened 2012")[1] == "2011-05-02"


def test_moving_to_a_page_of_its_own_names_the_successor_and_reopening_takes_it_back(client, mill):
    numa = make_space("NUMA")
    make_event(mill, "opened", "2008")
    make_event(mill, "moved", "2013-10", other=numa)
    derived_status.update_from_history(mill)
    assert (mill.status, mill.successor) == ("moved", numa)
    assert "moved to <a" in story_on(client, mill)[1]
    told(mill, "reopened 2015")
    assert (mill.status, mill.successor) == ("open", None)


def test_what_followed_is_logged_with_what_was_before(mill):
    boss = make_user()
    make_event(mill, "closed", "2019")
    assert derived_status.update_from_history(mill, boss)
    act = SpaceLogEntry.objects.get()
    assert (act.actor, act.action, act.before["status"]) == (boss, "story_told", "open")
    assert not derived_status.update_from_history(mill, boss)
    assert SpaceLogEntry.objects.count() == 1


def form_of(client, space, **changes):
    """The admin's form of a space as a browser would post it, with one new event of its story."""
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


def test_staff_record_a_closing_and_the_space_leaves_the_search_and_keeps_its_page(staff, mill):
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


def test_staff_edits_without_a_new_event_leave_the_status_alone(staff, mill):
    make_event(mill, "closed", "2019")
    post(staff, mill, status="open", phone="+32 4 1")
    assert mill.status == "open"


def test_staff_record_a_successor(staff, mill):
    new = make_space("New Mill")
    post(staff, mill, event_type="succeeded", event_date="2020", event_other=new.pk)
    assert (mill.status, mill.successor) == ("moved", new)


def test_staff_rename_and_the_former_name_is_kept(staff, mill):
    post(staff, mill, name="Great Mill")
    assert SpaceName.objects.get(space=mill).name == "The Mill"
    assert "Great Mill" in staff.get("/en/spaces/?q=the+mill").content.decode()


# The page


def story_on(client, space):
    page = client.get(space.get_absolute_url()).content.decode()
    section = re.search(r'<section aria-labelledby="story">(.*?)</section>', page, re.DOTALL)[1]
    return page, re.sub(r"\s+", " ", section)


def test_timeline_tells_every_kind_of_event_in_order_with_its_source(client, mill):
    kinds = ("planned", "founded", "opened", "renamed", "changed", "moved", "closed", "reopened", "noted")
    for year, kind in enumerate(kinds, 2001):
        make_event(mill, kind, str(year), source=make_source(f"source of {kind}"), as_of="2020")
    _page, section = story_on(client, mill)
    for year, kind in enumerate(kinds, 2001):
        assert re.search(rf"{year}</span> · {kind}.*?source of {kind}, 2020", section)
    assert [int(found) for found in re.findall(r'class="when">(\d+)', section)] == list(range(2001, 2010))


def test_successor_and_predecessor_name_each_other_with_the_source(client, mill):
    new = make_space("New Mill")
    make_event(mill, "succeeded", "2020", other=new, source=make_source("a blog"))
    derived_status.update_from_history(mill)
    page, section = story_on(client, mill)
    assert page.count(f'<a href="{new.get_absolute_url()}">New Mill</a>') == 2
    assert "a blog" in section
    page, section = story_on(client, new)
    assert "Successor of" in page
    assert page.count(f'<a href="{mill.get_absolute_url()}">The Mill</a>') == 2
    assert "a blog" in section


def test_succession_that_no_event_tells_is_shown_both_ways(client, mill):
    new = make_space("New Mill")
    Space.objects.filter(pk=mill.pk).update(successor=new, status="moved")
    for space, other in ((mill, new), (new, mill)):
        page, section = story_on(client, space)
        assert other.name in section
        assert page.count(f'<a href="{other.get_absolute_url()}">') == 2


def test_hidden_neighbours_of_a_story_are_not_linked(client, mill):
    hidden = make_space("Hidden", is_published=False)
    make_event(mill, "succeeded", "2020", other=hidden)
    make_event(hidden, "succeeded", "2010", other=mill)
    Space.objects.filter(pk=mill.pk).update(successor=hidden)
    Space.objects.filter(pk=hidden.pk).update(successor=mill)
    page, _section = story_on(client, mill)
    assert hidden.get_absolute_url() not in page


def test_dates_that_no_event_tells_are_in_the_story_with_their_source(client, mill):
    mill.opened, mill.closed, mill.status = "2012", "2019", "closed"
    mill.save()
    make_statement(mill, {"opened": "2012"}, source=make_source("a guide"), as_of="2013")
    _page, section = story_on(client, mill)
    assert re.search(r"2012</span> · opened.*?a guide, 2013", section)
    assert re.search(r"2019</span> · closed", section)


def test_sources_that_disagree_on_a_date_stand_side_by_side(client, mill):
    make_event(mill, "opened", "2013-03", source=make_source("a"))
    make_event(mill, "opened", "2013-06-06", source=make_source("b"))
    _page, section = story_on(client, mill)
    assert "March 2013" in section
    assert "6 June 2013" in section


@pytest.mark.parametrize(("status", "says"), [("moved", "has moved away"), ("planned", "is planned")])
def test_page_says_what_became_of_it(client, mill, status, says):
    Space.objects.filter(pk=mill.pk).update(status=status)
    assert says in client.get(mill.get_absolute_url()).content.decode()


def test_story_asks_the_same_number_of_times_for_more(client, mill, django_assert_max_num_queries):
    for number in range(12):
        other = make_space(f"Old {number}")
        make_event(mill, "noted", str(2000 + number), source=make_source())
        make_event(other, "succeeded", "2019", other=mill, source=make_source())
        Space.objects.filter(pk=make_space().pk).update(successor=mill)
    refreshed(mill)
    with django_assert_max_num_queries(8):
        client.get(mill.get_absolute_url())
