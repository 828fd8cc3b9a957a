"""Tests of the timeline on the page of a space."""

import re

import pytest

from spaces.directory.models import Space
from spaces.history import derived_status
from tests.factories import make_event, make_source, make_space, make_statement, refreshed

pytestmark = pytest.mark.django_db


@pytest.fixture
def mill():
    return make_space("The Mill", slug="the-mill", latitude=None, longitude=None)


def history_section(client, space):
    page = client.get(space.get_absolute_url()).content.decode()
    section = re.search(r'<section aria-labelledby="story">(.*?)</section>', page, re.DOTALL)[1]
    return page, re.sub(r"\s+", " ", section)


def test_timeline_shows_every_type_of_event_in_order_with_its_source(client, mill):
    kinds = ("planned", "founded", "opened", "renamed", "changed", "moved", "closed", "reopened", "noted")
    for year, kind in enumerate(kinds, 2001):
        make_event(mill, kind, str(year), source=make_source(f"source of {kind}"), as_of="2020")
    _page, section = history_section(client, mill)
    for year, kind in enumerate(kinds, 2001):
        assert re.search(rf"{year}</span> · {kind}.*?source of {kind}, 2020", section)
    assert [int(found) for found in re.findall(r'class="when">(\d+)', section)] == list(range(2001, 2010))


def test_successor_and_predecessor_link_to_each_other_with_the_source(client, mill):
    new = make_space("New Mill")
    make_event(mill, "succeeded", "2020", other=new, source=make_source("a blog"))
    derived_status.update_from_history(mill)
    page, section = history_section(client, mill)
    assert page.count(f'<a href="{new.get_absolute_url()}">New Mill</a>') == 2
    assert "a blog" in section
    page, section = history_section(client, new)
    assert "Successor of" in page
    assert page.count(f'<a href="{mill.get_absolute_url()}">The Mill</a>') == 2
    assert "a blog" in section


def test_succession_without_an_event_is_shown_on_both_pages(client, mill):
    new = make_space("New Mill")
    Space.objects.filter(pk=mill.pk).update(successor=new, status="moved")
    for space, other in ((mill, new), (new, mill)):
        page, section = history_section(client, space)
        assert other.name in section
        assert page.count(f'<a href="{other.get_absolute_url()}">') == 2


def test_unpublished_spaces_are_not_linked(client, mill):
    hidden = make_space("Hidden", is_published=False)
    make_event(mill, "succeeded", "2020", other=hidden)
    make_event(hidden, "succeeded", "2010", other=mill)
    Space.objects.filter(pk=mill.pk).update(successor=hidden)
    Space.objects.filter(pk=hidden.pk).update(successor=mill)
    page, _section = history_section(client, mill)
    assert hidden.get_absolute_url() not in page


def test_dates_without_an_event_are_in_the_timeline_with_their_source(client, mill):
    mill.opened, mill.closed, mill.status = "2012", "2019", "closed"
    mill.save()
    make_statement(mill, {"opened": "2012"}, source=make_source("a guide"), as_of="2013")
    _page, section = history_section(client, mill)
    assert re.search(r"2012</span> · opened.*?a guide, 2013", section)
    assert re.search(r"2019</span> · closed", section)


def test_conflicting_dates_are_shown_side_by_side(client, mill):
    make_event(mill, "opened", "2013-03", source=make_source("a"))
    make_event(mill, "opened", "2013-06-06", source=make_source("b"))
    _page, section = history_section(client, mill)
    assert "March 2013" in section
    assert "6 June 2013" in section


@pytest.mark.parametrize(("status", "says"), [("moved", "has moved away"), ("planned", "is planned")])
def test_page_shows_the_status(client, mill, status, says):
    Space.objects.filter(pk=mill.pk).update(status=status)
    assert says in client.get(mill.get_absolute_url()).content.decode()


def test_more_events_need_no_more_queries(client, mill, django_assert_max_num_queries):
    for number in range(12):
        other = make_space(f"Old {number}")
        make_event(mill, "noted", str(2000 + number), source=make_source())
        make_event(other, "succeeded", "2019", other=mill, source=make_source())
        Space.objects.filter(pk=make_space().pk).update(successor=mill)
    refreshed(mill)
    with django_assert_max_num_queries(8):
        client.get(mill.get_absolute_url())
