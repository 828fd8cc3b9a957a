"""Numbers that people read are grouped as their language groups them; those of machines never are."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template import Context, Template
from django.utils import timezone, translation

from spaces.analytics import counters
from spaces.analytics.models import WeeklyCount
from tests.factories import make_city, make_manager, make_space

TEMPLATES = sorted(Path(settings.BASE_DIR, "templates").rglob("*.html"))


@pytest.mark.parametrize(("language", "shown"), [("en", "12,345"), ("fr", "12\xa0345")])
def test_a_count_is_grouped(language, shown):
    with translation.override(language):
        assert Template("{{ n|intcomma }}").render(Context({"n": 12345})) == shown


@pytest.mark.parametrize("language", ["en", "fr"])
def test_numbers_are_not_grouped_by_default(language):
    with translation.override(language):
        text = Template('<input value="{{ n }}"> {{ year }}').render(Context({"n": 12345, "year": 2026}))
    assert text == '<input value="12345"> 2026'


@pytest.mark.parametrize("path", TEMPLATES, ids=[path.name for path in TEMPLATES])
def test_attributes_are_never_grouped(path):
    names = "href|src|value|id|action|name|datetime|data-[a-z-]+"
    found = re.findall(rf'(?:{names})="[^"]*"', path.read_text())
    assert not [text for text in found if "intcomma" in text]


@pytest.mark.django_db
def test_the_front_page_and_a_city(client):
    city = make_city("Liège")
    make_space(city=city, slug="the-mill", desks=1250, area_m2=12000)
    type(city).objects.update(space_count=12345)
    page = client.get("/fr/").content.decode()
    assert "12\xa0345" in page
    space = client.get("/en/spaces/the-mill/").content.decode()
    assert "1,250 desks" in space
    assert "12,000 m²" in space


@pytest.mark.django_db
def test_analytics_of_a_manager(client):
    space = make_space("The Mill", slug="the-mill")
    client.force_login(make_manager(space))
    week = counters.monday(timezone.localdate())
    WeeklyCount.objects.create(space=space, week=week, kind="view", count=12345)
    page = client.get("/en/spaces/the-mill/keep/").content.decode()
    assert "views of the page 12,345" in page
