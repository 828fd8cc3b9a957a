"""Tests of the timeline on the page of a space."""

import pytest

from spaces.directory.models import Space
from spaces.history import derived_status
from tests.factories import make_event, make_source, make_space, make_statement, refreshed
from tests.pages import Element, page

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def mill():
    return make_space("The Mill", slug="the-mill", latitude=None, longitude=None)


def history_section(client, space) -> tuple[Element, Element]:
    """The page of a space, and its section of history."""
    shown = page(client.get(space.get_absolute_url()))
    return shown, shown.one("section[aria-labelledby=history]")


def links_to(shown: Element, space) -> list[str]:
    """The texts of the links of a page to a space."""
    return shown.texts(f'a[href="{space.get_absolute_url()}"]')


def test_timeline_shows_every_type_of_event_in_order_with_its_source(client, mill):
    kinds = ("planned", "founded", "opened", "renamed", "changed", "moved", "closed", "reopened", "noted")
    for year, kind in enumerate(kinds, 2001):
        make_event(mill, kind, str(year), source=make_source(f"source of {kind}"), as_of="2020")
    _page, section = history_section(client, mill)
    assert section.texts(".timeline li") == [
        f"{year} {kind.capitalize()} source of {kind}, 2020" for year, kind in enumerate(kinds, 2001)
    ]


def test_successor_and_predecessor_link_to_each_other_with_the_source(client, mill):
    new = make_space("New Mill")
    make_event(mill, "succeeded", "2020", other=new, source=make_source("a blog"))
    derived_status.update_from_history(mill)
    shown, section = history_section(client, mill)
    assert [links_to(part, new) for part in (shown.one(".space-who"), section)] == [["New Mill"]] * 2
    assert "a blog" in section.text
    shown, section = history_section(client, new)
    assert "Successor of" in shown.text
    assert [links_to(part, mill) for part in (shown.one(".space-who"), section)] == [["The Mill"]] * 2
    assert "a blog" in section.text


def test_succession_without_an_event_is_shown_on_both_pages(client, mill):
    new = make_space("New Mill")
    Space.objects.filter(pk=mill.pk).update(successor=new, status="moved")
    for space, other in ((mill, new), (new, mill)):
        shown, section = history_section(client, space)
        assert links_to(section, other) == [other.name]
        assert links_to(shown.one(".space-who"), other) == [other.name]


def test_unpublished_spaces_are_not_linked(client, mill):
    hidden = make_space("Hidden", is_published=False)
    make_event(mill, "succeeded", "2020", other=hidden)
    make_event(hidden, "succeeded", "2010", other=mill)
    Space.objects.filter(pk=mill.pk).update(successor=hidden)
    Space.objects.filter(pk=hidden.pk).update(successor=mill)
    shown, _section = history_section(client, mill)
    assert links_to(shown, hidden) == []


def test_dates_without_an_event_are_in_the_timeline_with_their_source(client, mill):
    mill.opened, mill.closed, mill.status = "2012", "2019", "closed"
    mill.save()
    make_statement(mill, {"opened": "2012"}, source=make_source("a guide"), as_of="2013")
    _page, section = history_section(client, mill)
    assert section.texts(".timeline li") == ["2012 Opened a guide, 2013", "2019 Closed"]


def test_conflicting_dates_are_shown_side_by_side(client, mill):
    make_event(mill, "opened", "2013-03", source=make_source("a"))
    make_event(mill, "opened", "2013-06-06", source=make_source("b"))
    _page, section = history_section(client, mill)
    assert section.texts(".timeline .when") == ["March 2013", "6 June 2013"]


@pytest.mark.parametrize(("status", "says"), [("moved", "has moved away"), ("planned", "is planned")])
def test_page_shows_the_status(client, mill, status, says):
    Space.objects.filter(pk=mill.pk).update(status=status)
    assert page(client.get(mill.get_absolute_url())).has(".note b", says)


def test_more_events_need_no_more_queries(client, mill, django_assert_max_num_queries):
    for number in range(12):
        other = make_space(f"Old {number}")
        make_event(mill, "noted", str(2000 + number), source=make_source())
        make_event(other, "succeeded", "2019", other=mill, source=make_source())
        Space.objects.filter(pk=make_space().pk).update(successor=mill)
    refreshed(mill)
    client.get(mill.get_absolute_url())  # now the vocabulary is memoised
    with django_assert_max_num_queries(8):
        client.get(mill.get_absolute_url())
