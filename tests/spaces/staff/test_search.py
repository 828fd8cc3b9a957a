"""The staff find programmes, calls, awards and events, by a search that is bounded."""

import pytest
from django.urls import reverse

from coworking.staff.search import NEWEST
from spaces.events.models import Event
from spaces.programmes.models import Programme
from tests.factories import make_award, make_call, make_gathering, make_label, make_programme, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def find(client):
    client.force_login(make_staff("administrator"))

    def _find(model: str, words: str) -> list[str]:
        page = client.get(reverse(f"admin:spaces_{model}_changelist"), {"q": words})
        return [str(row) for row in page.context["cl"].result_list]

    return _find


def test_an_event_by_any_word_of_its_title_series_or_venue(find):
    make_gathering("Journée du télétravail", slug="journee-du-teletravail", series="Tour", venue="Halle")
    make_gathering("Open day", slug="open-day")
    for words in ("télétravail journée", "JOURNEE DU TELE", "tour", "hall"):
        assert find("event", words) == ["Journée du télétravail"], words
    assert find("event", "nothing like it") == []
    assert len(find("event", " ")) == 2


def test_an_old_event_by_the_beginning_of_its_title_only(find):
    old = make_gathering("Journée du télétravail", slug="journee-du-teletravail")
    fields = {name: getattr(old, name) for name in ("city", "start", "source", "begins_at", "over_at")}
    Event.objects.bulk_create(Event(title="x", slug=f"x-{n}", **fields) for n in range(NEWEST))
    assert find("event", "Journée du") == ["Journée du télétravail"]
    assert find("event", "télétravail") == []


def test_programmes_calls_awards_and_labels(find):
    programme = make_programme("Creative Wallonia", funder="Wallonie")
    make_programme("Another one")
    make_call(programme, "2011")
    make_award(programme, project="La Table")
    make_label(programme, "Good Place")
    assert find("programme", "wallonie") == ["Creative Wallonia"]
    assert (
        len(find("call", "creative 2011")) == len(find("award", "table")) == len(find("label", "place")) == 1
    )
    assert Programme.objects.count() == 2


def test_the_autocomplete_asks_the_same_way(client):
    client.force_login(make_staff("administrator"))
    make_programme("Creative Wallonia")
    query = {"app_label": "spaces", "model_name": "call", "field_name": "programme", "term": "wall"}
    found = client.get(reverse("admin:autocomplete"), query).json()["results"]
    assert [row["text"] for row in found] == ["Creative Wallonia"]
