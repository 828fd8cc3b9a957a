"""Events: on the clock of their place, kept when past, with calendars that hold across clock changes."""

import datetime as dt
import json
import re
import uuid
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from spaces.events import period
from spaces.events.models import Event, EventStatement
from tests.factories import make_city, make_gathering, make_source, make_space

ZONES = ("Europe/Brussels", "America/New_York", "Pacific/Auckland", "Asia/Kolkata", "UTC")


def page_of(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def day(offset):
    return (timezone.localdate() + dt.timedelta(days=offset)).isoformat()


# When it is


def span(start, start_time="", end="", end_time="", zone="Europe/Brussels"):
    return period.Period(start, _time(start_time), end, _time(end_time), zone)


def _time(text):
    return dt.time.fromisoformat(text) if text else None


def utc(text):
    return dt.datetime.fromisoformat(text + "+00:00")


@pytest.mark.parametrize(
    ("when", "begins", "over"),
    [
        (span("2026-05-23"), "2026-05-22T22:00", "2026-05-23T22:00"),
        (span("2026-05-23", "09:00", "", "17:30"), "2026-05-23T07:00", "2026-05-23T15:30"),
        (span("2026-05-23", "09:00"), "2026-05-23T07:00", "2026-05-23T22:00"),
        (span("2026-05-23", "", "2026-05-25"), "2026-05-22T22:00", "2026-05-25T22:00"),
        (span("2010-11"), "2010-10-31T23:00", "2010-11-30T23:00"),
        (span("2011"), "2010-12-31T23:00", "2011-12-31T23:00"),
        (span("2026-10-24", "22:00", "2026-10-25", "04:00"), "2026-10-24T20:00", "2026-10-25T03:00"),
        (span("2026-03-28", "22:00", "2026-03-29", "04:00"), "2026-03-28T21:00", "2026-03-29T02:00"),
    ],
)
def test_moments_follow_from_dates_and_times_of_the_place(when, begins, over):
    assert period.bounds(when) == (utc(begins), utc(over))
    assert period.validation_errors(when) == {}


@pytest.mark.parametrize(
    ("when", "field"),
    [
        (span("2026-05-23", "09:00", "", "08:00"), "end"),
        (span("2026-05-23", "", "2026-05-22"), "end"),
        (span("2026-05", "09:00"), "start_time"),
        (span("2026-05-23", "", "2026-06", "09:00"), "end_time"),
        (span("2026-03-29", "02:30"), "start_time"),
        (span("2026-03-28", "22:00", "2026-03-29", "02:30"), "end_time"),
        (span("2026-05-23", zone="Mars/Olympus"), "timezone"),
        (span("2026-05-23", zone="../../etc/passwd"), "timezone"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field(when, field):
    assert list(period.validation_errors(when)) == [field]


@given(
    st.dates(dt.date(1990, 1, 1), dt.date(2035, 12, 30)),
    st.times(),
    st.integers(0, 40),
    st.times(),
    st.sampled_from(ZONES),
)
def test_an_event_without_mistakes_ends_after_it_begins(first, start_time, days, end_time, zone):
    last = first + dt.timedelta(days=days)
    when = period.Period(first.isoformat(), start_time, last.isoformat(), end_time, zone)
    begins, over = period.bounds(when)
    if not period.validation_errors(when):
        assert begins < over
        assert begins.astimezone(ZoneInfo(zone)).time() == start_time.replace(fold=0)


# Pages

pytestmark = pytest.mark.django_db


def test_page_tells_when_and_where_on_the_clock_of_the_place(client):
    city = make_city("Auckland", "NZ", timezone="Pacific/Auckland")
    event = make_gathering(
        "Open day", "2026-01-10", city=city, start_time=dt.time(9), end_time=dt.time(17, 30), venue="The Shed"
    )
    page = page_of(client, event.get_absolute_url())
    for text in (
        "Sat 10 January 2026, 09:00 – 17:30",
        "Pacific/Auckland, UTC+13",
        "The Shed",
        "New Zealand",
        "a newspaper",
    ):
        assert text in page
    assert event.begins_at == utc("2026-01-09T20:00")


def test_event_at_a_space_is_in_its_city_and_on_both_pages(client, django_assert_max_num_queries):
    space = make_space("The Mill")
    ahead = make_gathering("Open day", day(3), space=space)
    past = make_gathering("First party", "2011-05", space=space)
    elsewhere = make_gathering("Fair", day(5), city=make_city("Mons"))
    assert ahead.city == space.city
    for address in (space.get_absolute_url(), space.city.get_absolute_url()):
        page = page_of(client, address)
        assert page.index(ahead.title) < page.index("Past events") < page.index(past.title)
        assert elsewhere.title not in page
        assert "events.ics" in page


def test_places_without_events_do_not_speak_of_them(client):
    space = make_space()
    assert "events.ics" not in page_of(client, space.get_absolute_url())
    assert "events.ics" not in page_of(client, space.city.get_absolute_url())


def test_event_that_is_over_says_so_and_stays(client):
    event = make_gathering("Fair", "2012")
    assert "This event is over" in page_of(client, event.get_absolute_url())
    ahead = make_gathering("Next fair", day(1))
    assert "This event is over" not in page_of(client, ahead.get_absolute_url())


def test_event_of_a_hidden_space_is_not_found_nor_listed(client):
    event = make_gathering("Secret", day(2), space=make_space(is_published=False))
    shown = make_gathering("Fair", day(3))
    assert client.get(event.get_absolute_url()).status_code == 404
    assert client.get(event.get_absolute_url() + "event.ics").status_code == 404
    for path in ("/en/events/", event.city.get_absolute_url(), "/sitemap-events.xml"):
        page = client.get(path).content.decode()
        assert event.slug not in page
    assert shown.slug in client.get("/sitemap-events.xml").content.decode()


def test_list_has_what_is_ahead_by_date_and_what_was_latest_first(client):
    paris = make_city("Paris", "FR", timezone="Europe/Paris")
    make_gathering("Later", day(30))
    make_gathering("Soon", day(1), city=paris)
    make_gathering("Running", day(-1), end=day(1))
    make_gathering("Old", "2010")
    make_gathering("Older", "2009", city=paris)

    def titles(query=""):
        return [event.title for event in client.get(f"/en/events/{query}").context["page"]]

    assert titles() == ["Running", "Soon", "Later"]
    assert titles("?past=1") == ["Old", "Older"]
    assert titles("?country=fr") == ["Soon"]
    assert titles("?past=1&country=FR") == ["Older"]
    page = page_of(client, "/en/events/")
    assert re.search(r'country=fr"[^>]*>France <span class="num">\(1\)', page)
    for query in ("", "?past=1"):
        page = page_of(client, f"/en/events/{query}")
        assert re.search(r'>ahead <span class="num">\(3\)', page)
        assert re.search(r'>past <span class="num">\(2\)', page)


def test_list_narrows_to_a_series(client):
    first = make_gathering("Conference 2010", "2010-11", series="The Conference")
    second = make_gathering("Conference 2011", "2011", series="The Conference")
    make_gathering("Fair", "2011")
    rows = client.get("/en/events/?past=1&series=The+Conference").context["page"]
    assert list(rows) == [second, first]
    page = page_of(client, first.get_absolute_url())
    assert "Conference 2011" in page
    assert "Fair" not in page


@pytest.mark.parametrize("query", ["?country=%00", "?country=zz", "?series=%00x", "?page=x", "?page=99"])
def test_odd_addresses_of_the_list_answer(client, query):
    make_gathering(start=day(1))
    assert client.get(f"/en/events/{query}").status_code == 200


def test_nothing_ahead_leads_to_what_was(client):
    make_gathering("Old", "2010")
    page = page_of(client, "/en/events/")
    assert "No event is known ahead" in page
    assert "See past events" in page
    assert "(0)" not in page


@pytest.mark.parametrize(
    ("path", "most"),
    [("/en/events/", 5), ("/en/spaces/the-mill/", 8), ("/en/be/liege/", 13), ("/en/events/fair/", 4)],
)
def test_pages_do_not_ask_more_for_more_events(client, path, most, django_assert_max_num_queries):
    space = make_space("The Mill", slug="the-mill")
    fair = make_gathering("Fair", day(1), slug="fair", space=space, series="Fairs")
    for number in range(15):
        make_gathering(start=day(number - 7), space=space, series="Fairs")
        source = make_source(f"source {number}")
        EventStatement.objects.create(event=fair, source=source, facts={"title": "Fair"}, as_of="2026")
    with django_assert_max_num_queries(most):
        client.get(path)


def told_otherwise(event, source, as_of, **facts):
    source = make_source(source)
    EventStatement.objects.create(event=event, source=source, as_of=as_of, as_of_basis="printed", facts=facts)


def test_page_of_an_event_tells_who_says_what_and_otherwise(client):
    event = make_gathering("Fair", "2012", attendance=120, venue="The Hall")
    EventStatement.objects.create(
        event=event,
        source=make_source("a blog"),
        as_of="2013",
        as_of_basis="printed",
        facts={"attendance": 90},
    )
    page = page_of(client, event.get_absolute_url())
    assert re.search(r"120<details.*?a newspaper.*?Otherwise: “90”, a blog, 2013", page, re.DOTALL)
    EventStatement.objects.create(
        event=event,
        source=make_source("a book"),
        as_of="2014",
        as_of_basis="printed",
        facts={"attendance": 120},
    )
    page = page_of(client, event.get_absolute_url())
    assert re.search(r"120<details.*?a book.*?Otherwise: “90”, a blog, 2013", page, re.DOTALL)


def test_no_text_of_an_event_is_markup(client):
    evil = "<script>alert(1)</script>"
    space = make_space()
    event = make_gathering(
        evil, day(1), space=space, venue=evil, description=evil + "</script>", organiser=evil, series=evil
    )
    for path in (event.get_absolute_url(), "/en/events/", space.get_absolute_url()):
        assert evil not in page_of(client, path)


def test_search_engines_read_an_event(client):
    event = make_gathering(
        "Fair </script>",
        "2026-07-01",
        start_time=dt.time(9),
        end_time=dt.time(17),
        space=make_space("The Mill"),
    )
    page = page_of(client, event.get_absolute_url())
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page)[1])
    assert data["@type"] == "Event"
    assert data["name"] == "Fair </script>"
    assert data["startDate"] == "2026-07-01T09:00:00+02:00"
    assert data["endDate"] == "2026-07-01T17:00:00+02:00"
    assert data["location"]["name"] == "The Mill"
    assert data["location"]["address"]["addressCountry"] == "BE"
    vague = page_of(client, make_gathering("Vague", "2010-11").get_absolute_url())
    assert json.loads(re.search(r'ld\+json">(.*?)</script>', vague)[1])["startDate"] == "2010-11"


def test_french_page(client):
    event = make_gathering("Foire", "2026-05-23", kind="conference")
    page = page_of(client, f"/fr/events/{event.slug}/")
    assert "23 mai 2026" in page
    assert "Conférence" in page


# Calendars


def calendar_at(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return icalendar.Calendar.from_ical(response.content)


def instant(calendar, moment, zone):
    """The moment by the rules of the time zone that the calendar itself carries."""
    rules = next(one for one in calendar.walk("VTIMEZONE") if one["TZID"] == zone)
    return moment.replace(tzinfo=rules.to_tz(lookup_tzid=False)).astimezone(dt.UTC)


@pytest.mark.parametrize(
    ("zone", "first", "last", "hours"),
    [
        ("Europe/Brussels", "2026-10-24T22:00", "2026-10-25T04:00", 7),
        ("Europe/Brussels", "2026-03-28T22:00", "2026-03-29T04:00", 5),
        ("America/New_York", "2026-10-31T22:00", "2026-11-01T04:00", 7),
        ("Pacific/Auckland", "2026-04-04T22:00", "2026-04-05T04:00", 7),
        ("Asia/Kolkata", "2026-10-24T22:00", "2026-10-25T04:00", 6),
    ],
)
def test_calendar_holds_across_a_clock_change(client, zone, first, last, hours):
    begin, end = (dt.datetime.fromisoformat(text) for text in (first, last))
    event = make_gathering(
        "Night",
        begin.date().isoformat(),
        start_time=begin.time(),
        end=end.date().isoformat(),
        end_time=end.time(),
        city=make_city("Town", timezone=zone),
    )
    calendar = calendar_at(client, event.get_absolute_url() + "event.ics")
    entry = calendar.walk("VEVENT")[0]
    assert entry["DTSTART"].params["TZID"] == zone
    assert entry["DTSTART"].dt.replace(tzinfo=None) == begin
    starts, ends = (instant(calendar, entry[name].dt, zone) for name in ("DTSTART", "DTEND"))
    assert ends - starts == dt.timedelta(hours=hours)
    assert (starts, ends) == (event.begins_at, event.over_at)
    assert not calendar.errors


def test_one_source_of_both_days_stands_once(client):
    event = make_gathering("Week", "2017-10-02", end="2017-10-07")

    def marks() -> int:
        page = page_of(client, f"/en/events/{event.slug}/")
        return page[page.index("<dt>When<") : page.index("<dt>Where<")].count("<details")

    assert marks() == 1
    blog = make_source("a blog")
    EventStatement.objects.create(event=event, source=blog, as_of="2017-11", facts={"end": "2017-10-08"})
    assert marks() == 2


def test_event_without_times_takes_whole_days(client):
    event = make_gathering("Week", "2017-10-02", end="2017-10-07")
    entry = calendar_at(client, event.get_absolute_url() + "event.ics").walk("VEVENT")[0]
    assert entry["DTSTART"].dt == dt.date(2017, 10, 2)
    assert entry["DTEND"].dt == dt.date(2017, 10, 8)  # the day after the last


def test_identifier_stays_and_the_version_grows(client):
    event = make_gathering("Fair", "2026-05-23")
    path = event.get_absolute_url() + "event.ics"
    first = calendar_at(client, path).walk("VEVENT")[0]
    event.title, event.start, event.is_cancelled = "Great fair", "2026-05-24", True
    event.save()
    second = calendar_at(client, path.replace("/en/", "/fr/")).walk("VEVENT")[0]
    assert first["UID"] == second["UID"] == str(event.uid)
    assert uuid.UUID(first["UID"])
    assert (first["SEQUENCE"], second["SEQUENCE"]) == (0, 1)
    assert second["SUMMARY"] == "Great fair"
    assert second["STATUS"] == "CANCELLED"
    assert "STATUS" not in first


def test_calendars_of_a_space_and_of_a_city_hold_all_dated_events(client):
    space = make_space("The Mill", slug="the-mill")
    here = make_gathering("Open day", day(3), space=space)
    past = make_gathering("Party", "2011-05-06", space=space)
    make_gathering("Vague", "2012", space=space)
    town = make_gathering("Fair", day(9), city=space.city)
    make_gathering("Elsewhere", day(9), city=make_city("Mons"))

    def uids(path):
        return {entry["UID"] for entry in calendar_at(client, path).walk("VEVENT")}

    assert uids("/en/spaces/the-mill/events.ics") == {str(here.uid), str(past.uid)}
    assert uids("/en/be/liege/events.ics") == {str(here.uid), str(past.uid), str(town.uid)}
    assert uids("/en/be/mons/events.ics") != set()


def test_vague_events_and_unknown_places_have_no_calendar(client):
    vague = make_gathering("Vague", "2012")
    for path in (
        vague.get_absolute_url() + "event.ics",
        "/en/spaces/nowhere/events.ics",
        "/en/be/nowhere/events.ics",
    ):
        assert client.get(path).status_code == 404
    assert "no calendar file" in page_of(client, vague.get_absolute_url())


def test_long_and_odd_texts_survive_a_calendar(client):
    text = "Commas, semicolons; new\nlines \\ and «é» " * 12
    event = make_gathering("A, b; c", "2026-05-23", description=text.strip(), venue="Hall; 1, left")
    response = client.get(event.get_absolute_url() + "event.ics")
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    entry = icalendar.Calendar.from_ical(response.content).walk("VEVENT")[0]
    assert entry["SUMMARY"] == "A, b; c"
    assert entry["DESCRIPTION"] == text.strip()
    assert entry["LOCATION"].startswith("Hall; 1, left, Liège")


def test_calendar_of_many_events_asks_a_bounded_number_of_times(client, django_assert_max_num_queries):
    space = make_space("The Mill", slug="the-mill")
    for number in range(12):
        make_gathering(start=day(number), start_time=dt.time(9), space=space)
    for path in ("/en/spaces/the-mill/events.ics", "/en/be/liege/events.ics"):
        with django_assert_max_num_queries(3):
            client.get(path)


# What is kept


def test_an_event_needs_a_place_and_takes_its_clock():
    event = Event(title="Fair", slug="fair", start="2026-05-23", source=make_source("x"))
    with pytest.raises(ValidationError) as caught:
        event.full_clean()
    assert "Name a city or a space." in caught.value.messages
    event.space = make_space(city=make_city("Auckland", "NZ", timezone="Pacific/Auckland"))
    event.full_clean()
    assert event.timezone == "Pacific/Auckland"


def test_mistakes_are_told_by_the_form(db):
    event = make_gathering("Fair", "2026-05-23")
    event.start, event.start_time = "2026-03-29", dt.time(2, 30)
    with pytest.raises(ValidationError, match="clocks skip this time"):
        event.full_clean()


def test_the_database_refuses_an_end_before_the_beginning():
    event = make_gathering()
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(over_at=event.begins_at - dt.timedelta(hours=1))


def test_two_events_of_one_name_and_day_have_addresses_of_their_own():
    first, second = make_gathering("Fair"), make_gathering("Fair")
    assert first.slug == "fair-2026-05-23"
    assert second.slug.startswith("fair-2026-05-23-")


def test_event_outlives_its_space(client):
    space = make_space()
    event = make_gathering("Fair", space=space)
    space.delete()
    assert "Fair" in page_of(client, event.get_absolute_url())
