"""Tests of the model of events."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from spaces.events.models import Event
from tests.factories import make_city, make_gathering, make_source, make_space

pytestmark = pytest.mark.django_db


def test_event_needs_a_place_and_takes_its_time_zone():
    event = Event(title="Fair", slug="fair", start="2026-05-23", source=make_source("x"))
    with pytest.raises(ValidationError) as caught:
        event.full_clean()
    assert "Name a city or a space." in caught.value.messages
    event.space = make_space(city=make_city("Auckland", "NZ", timezone="Pacific/Auckland"))
    event.full_clean()
    assert event.timezone == "Pacific/Auckland"


def test_clean_reports_invalid_fields(db):
    event = make_gathering("Fair", "2026-05-23")
    event.start, event.start_time = "2026-03-29", dt.time(2, 30)
    with pytest.raises(ValidationError, match="clocks skip this time"):
        event.full_clean()


def test_database_refuses_an_end_before_the_beginning():
    event = make_gathering()
    with pytest.raises(IntegrityError), transaction.atomic():
        Event.objects.filter(pk=event.pk).update(over_at=event.begins_at - dt.timedelta(hours=1))


def test_events_with_one_name_and_day_get_different_slugs():
    first, second = make_gathering("Fair"), make_gathering("Fair")
    assert first.slug == "fair-2026-05-23"
    assert second.slug.startswith("fair-2026-05-23-")
