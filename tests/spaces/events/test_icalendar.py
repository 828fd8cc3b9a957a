"""Tests of the calendars of events."""

import datetime as dt
import uuid
from zoneinfo import ZoneInfo

import icalendar
import pytest
from django.utils import timezone

from spaces.events.time_zones import yearly_time_zone
from tests.factories import make_city, make_gathering, make_space

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def page_of(client, path):
    response = client.get(path)
    assert response.status_code == 200
    return response.content.decode()


def day(offset):
    return (timezone.localdate() + dt.timedelta(days=offset)).isoformat()


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
def test_times_are_right_across_a_clock_change(client, zone, first, last, hours):
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


ZONES = ("Europe/Brussels", "Europe/Dublin", "America/New_York", "Pacific/Auckland", "Australia/Lord_Howe")


@pytest.mark.parametrize("zone", [*ZONES, "Asia/Kolkata", "America/Sao_Paulo"])
def test_a_zone_with_yearly_rules_is_defined_by_them_and_gives_the_same_instants(zone):
    definition = yearly_time_zone(zone, 2024, 2031)
    recurring = [part for part in definition.subcomponents if "RRULE" in part]
    assert len(recurring) == 2 * (zone in ZONES)
    assert b"RDATE" not in definition.to_ical()
    rules = definition.to_tz(lookup_tzid=False)
    for half_days in range(7 * 365 * 2):
        moment = dt.datetime(2024, 6, 1, 6) + dt.timedelta(hours=12 * half_days)
        assert rules.utcoffset(moment) == ZoneInfo(zone).utcoffset(moment), moment


@pytest.mark.parametrize("zone", ["Africa/Casablanca", "Asia/Jerusalem", "America/Nuuk"])
def test_a_zone_without_such_rules_is_defined_by_the_dates_of_its_changes(client, zone):
    assert yearly_time_zone(zone, 2020, 2026) is None
    event = make_gathering(
        "Night", "2026-05-01", start_time=dt.time(9), city=make_city("Town", timezone=zone)
    )
    calendar = calendar_at(client, event.get_absolute_url() + "event.ics")
    assert [one["TZID"] for one in calendar.walk("VTIMEZONE")] == [zone]


def test_a_zone_that_had_other_rules_in_one_of_the_years_is_defined_by_dates():
    assert yearly_time_zone("America/Sao_Paulo", 2017, 2026) is None
    assert yearly_time_zone("America/New_York", 2005, 2026) is None


def test_event_without_times_takes_whole_days(client):
    event = make_gathering("Week", "2017-10-02", end="2017-10-07")
    entry = calendar_at(client, event.get_absolute_url() + "event.ics").walk("VEVENT")[0]
    assert entry["DTSTART"].dt == dt.date(2017, 10, 2)
    assert entry["DTEND"].dt == dt.date(2017, 10, 8)  # the day after the last


def test_uid_stays_and_sequence_grows(client):
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


def test_calendars_of_space_and_city_contain_all_dated_events(client):
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


def test_undated_events_and_unknown_places_have_no_calendar(client):
    vague = make_gathering("Vague", "2012")
    for path in (
        vague.get_absolute_url() + "event.ics",
        "/en/spaces/nowhere/events.ics",
        "/en/be/nowhere/events.ics",
    ):
        assert client.get(path).status_code == 404
    assert "no calendar file" in page_of(client, vague.get_absolute_url())


def test_long_and_unusual_texts_are_escaped(client):
    text = "Commas, semicolons; new\nlines \\ and «é» " * 12
    event = make_gathering("A, b; c", "2026-05-23", description=text.strip(), venue="Hall; 1, left")
    response = client.get(event.get_absolute_url() + "event.ics")
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    entry = icalendar.Calendar.from_ical(response.content).walk("VEVENT")[0]
    assert entry["SUMMARY"] == "A, b; c"
    assert entry["DESCRIPTION"] == text.strip()
    assert entry["LOCATION"].startswith("Hall; 1, left, Liège")


def test_calendar_of_many_events_needs_a_bounded_number_of_queries(client, django_assert_max_num_queries):
    space = make_space("The Mill", slug="the-mill")
    for number in range(12):
        make_gathering(start=day(number), start_time=dt.time(9), space=space)
    for path in ("/en/spaces/the-mill/events.ics", "/en/be/liege/events.ics"):
        with django_assert_max_num_queries(3):
            client.get(path)
