"""Tests of the list of events."""

import datetime as dt

import pytest
from django.utils import timezone

from spaces.events.models import EventStatement
from tests.factories import make_city, make_gathering, make_source, make_space
from tests.pages import page

pytestmark = pytest.mark.django_db


def page_of(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def day(offset):
    return (timezone.localdate() + dt.timedelta(days=offset)).isoformat()


@pytest.mark.usefixtures("any_day")
def test_list_has_upcoming_events_by_date_and_past_ones_latest_first(client):
    paris = make_city("Paris", "FR", timezone="Europe/Paris")
    make_gathering("Later", day(30))
    make_gathering("Soon", day(1), city=paris)
    make_gathering("Running", day(-1), end=day(1))
    make_gathering("Old", "2010")
    make_gathering("Older", "2009", city=paris)

    def titles(query=""):
        return page(client.get(f"/en/events/{query}")).texts("li.entry h3 a")

    assert titles() == ["Running", "Soon", "Later"]
    assert titles("?past=1") == ["Old", "Older"]
    assert titles("?country=fr") == ["Soon"]
    assert titles("?past=1&country=FR") == ["Older"]
    assert page(client.get("/en/events/")).links("nav.sorts a")["France (1)"] == "?country=fr"
    for query in ("", "?past=1"):
        links = page(client.get(f"/en/events/{query}")).texts("nav.sorts a")
        assert links[:2] == ["ahead (3)", "past (2)"]


def test_list_can_be_filtered_by_series(client):
    first = make_gathering("Conference 2010", "2010-11", series="The Conference")
    second = make_gathering("Conference 2011", "2011", series="The Conference")
    make_gathering("Fair", "2011")
    shown = page(client.get("/en/events/?past=1&series=The+Conference"))
    assert shown.texts("li.entry h3 a") == [second.title, first.title]
    text = page_of(client, first.get_absolute_url())
    assert "Conference 2011" in text
    assert "Fair" not in text


@pytest.mark.parametrize("query", ["?country=zz", "?series=%01x", "?page=x", "?page=99"])
def test_list_ignores_invalid_parameters(client, query):
    make_gathering(start=day(1))
    assert client.get(f"/en/events/{query}").status_code == 200


def test_list_without_upcoming_events_links_to_past_ones(client):
    make_gathering("Old", "2010")
    page = page_of(client, "/en/events/")
    assert "No event is known ahead" in page
    assert "See past events" in page
    assert "(0)" not in page


@pytest.mark.parametrize(
    ("path", "most"),
    [("/en/events/", 5), ("/en/spaces/the-mill/", 8), ("/en/be/liege/", 13), ("/en/events/fair/", 4)],
)
def test_more_events_need_no_more_queries(client, path, most, django_assert_max_num_queries):
    space = make_space("The Mill", slug="the-mill")
    fair = make_gathering("Fair", day(1), slug="fair", space=space, series="Fairs")
    for number in range(15):
        make_gathering(start=day(number - 7), space=space, series="Fairs")
        source = make_source(f"source {number}")
        EventStatement.objects.create(event=fair, source=source, facts={"title": "Fair"}, as_of="2026")
    client.get(path)  # now the vocabulary is memoised
    with django_assert_max_num_queries(most):
        client.get(path)
