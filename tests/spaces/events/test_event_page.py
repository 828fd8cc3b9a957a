"""Tests of the page of an event, and of events on the pages of places."""

import datetime as dt

import pytest
from django.utils import timezone

from spaces.events.models import EventStatement
from tests.factories import make_city, make_gathering, make_source, make_space
from tests.pages import Element, page, sitemap_pages

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def page_of(client, path) -> Element:
    response = client.get(path)
    assert response.status_code == 200
    return page(response)


def facts(shown: Element) -> dict[str, Element]:
    """{label: element} of the facts of an event."""
    labels, values = shown.texts("dl.facts dt"), shown.select("dl.facts dd")
    return dict(zip(labels, values, strict=True))


def day(offset):
    return (timezone.localdate() + dt.timedelta(days=offset)).isoformat()


def utc(text):
    return dt.datetime.fromisoformat(text + "+00:00")


def test_event_page_shows_place_and_local_time(client):
    city = make_city("Auckland", "NZ", timezone="Pacific/Auckland")
    event = make_gathering(
        "Open day", "2026-01-10", city=city, start_time=dt.time(9), end_time=dt.time(17, 30), venue="The Shed"
    )
    shown = facts(page_of(client, event.get_absolute_url()))
    assert shown["When"].one("time").text == "Sat 10 January 2026, 09:00 – 17:30"
    for text in ("Pacific/Auckland, UTC+13", "a newspaper"):
        assert text in shown["When"].text
    for text in ("The Shed", "Auckland, New Zealand"):
        assert text in shown["Where"].text
    assert event.begins_at == utc("2026-01-09T20:00")


def test_event_at_a_space_is_in_its_city_and_on_both_pages(client, django_assert_max_num_queries):
    space = make_space("The Mill")
    ahead = make_gathering("Open day", day(3), space=space)
    make_gathering("First party", "2011-05", space=space)
    elsewhere = make_gathering("Fair", day(5), city=make_city("Mons"))
    assert ahead.city == space.city
    for address in (space.get_absolute_url(), space.city.get_absolute_url()):
        shown = page_of(client, address)
        assert elsewhere.title not in shown.text
        section = shown.one("section[aria-labelledby=events]")
        assert section.texts("h3") == ["Open day", "Past events", "First party past"]
        assert section.one("a", "Calendar file")["href"].endswith("/events.ics")


def test_places_without_events_have_no_section_for_them(client):
    space = make_space()
    for place in (space, space.city):
        shown = page_of(client, place.get_absolute_url())
        assert not shown.has("section[aria-labelledby=events], a[href$='events.ics']")


@pytest.mark.usefixtures("any_day")
def test_past_event_says_so_and_keeps_its_page(client):
    event = make_gathering("Fair", "2012")
    assert page_of(client, event.get_absolute_url()).has(".note b", "This event is over")
    ahead = make_gathering("Next fair", day(1))
    assert not page_of(client, ahead.get_absolute_url()).has(".note", "This event is over")


def test_event_of_an_unpublished_space_is_neither_found_nor_listed(client):
    event = make_gathering("Secret", day(2), space=make_space(is_published=False))
    shown = make_gathering("Fair", day(3))
    assert client.get(event.get_absolute_url()).status_code == 404
    assert client.get(event.get_absolute_url() + "event.ics").status_code == 404
    for path in ("/en/events/", event.city.get_absolute_url()):
        assert event.slug not in client.get(path).content.decode()
    pages = sitemap_pages(client)
    assert shown.get_absolute_url() in pages
    assert event.get_absolute_url() not in pages


def test_event_page_shows_sources_and_conflicts(client):
    event = make_gathering("Fair", "2012", attendance=120, venue="The Hall")
    EventStatement.objects.create(
        event=event,
        source=make_source("a blog"),
        as_of="2013",
        as_of_basis="printed",
        facts={"attendance": 90},
    )

    def attendance() -> str:
        return facts(page_of(client, event.get_absolute_url()))["People who came"].text

    assert attendance().startswith("120 People who came: ")  # a mark says what it is about
    assert "a newspaper" in attendance()
    assert "Otherwise: “90”, a blog, 2013." in attendance()
    EventStatement.objects.create(
        event=event,
        source=make_source("a book"),
        as_of="2014",
        as_of_basis="printed",
        facts={"attendance": 120},
    )
    assert attendance().startswith("120 ")
    assert "a book" in attendance()
    assert "Otherwise: “90”, a blog, 2013." in attendance()


def test_common_source_of_both_days_is_shown_once(client):
    event = make_gathering("Week", "2017-10-02", end="2017-10-07")

    def marks() -> int:
        return len(facts(page_of(client, event.get_absolute_url()))["When"].select("details.provenance"))

    assert marks() == 1
    blog = make_source("a blog")
    EventStatement.objects.create(event=event, source=blog, as_of="2017-11", facts={"end": "2017-10-08"})
    assert marks() == 2


def test_markup_in_an_event_is_shown_as_text(client):
    evil = "<script>alert(1)</script>"
    space = make_space()
    event = make_gathering(
        evil, day(1), space=space, venue=evil, description=evil + "</script>", organiser=evil, series=evil
    )
    for path in (event.get_absolute_url(), "/en/events/", space.get_absolute_url()):
        assert evil not in client.get(path).content.decode()


def test_event_page_has_jsonld(client):
    event = make_gathering(
        "Fair </script>",
        "2026-07-01",
        start_time=dt.time(9),
        end_time=dt.time(17),
        space=make_space("The Mill"),
    )
    (data,) = page_of(client, event.get_absolute_url()).json_ld()
    assert data["@type"] == "Event"
    assert data["name"] == "Fair </script>"
    assert data["startDate"] == "2026-07-01T09:00:00+02:00"
    assert data["endDate"] == "2026-07-01T17:00:00+02:00"
    assert data["location"]["name"] == "The Mill"
    assert data["location"]["address"]["addressCountry"] == "BE"
    vague = page_of(client, make_gathering("Vague", "2010-11").get_absolute_url())
    assert vague.json_ld()[0]["startDate"] == "2010-11"


def test_event_page_in_french(client):
    event = make_gathering("Foire", "2026-05-23", kind="conference")
    shown = page_of(client, f"/fr/events/{event.slug}/")
    assert shown.one("dl.facts time").text == "sam 23 mai 2026"
    assert "Conférence" in shown.one("header .where").text


def test_event_keeps_its_page_when_its_space_is_deleted(client):
    space = make_space()
    event = make_gathering("Fair", space=space)
    space.delete()
    assert page_of(client, event.get_absolute_url()).one("h1").text == "Fair"
