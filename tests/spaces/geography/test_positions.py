"""A position far from its city is asked about, and not believed."""

import pytest
from django.urls import reverse

from spaces.contributions.models import Proposal
from spaces.managers.models import SuggestedEdit
from tests.factories import make_city, make_manager, make_member, make_space, make_staff
from tests.pages import page

pytestmark = pytest.mark.django_db
FIJI, SWAPPED, ETTERBEEK = (-17.7134, 178.065), (4.38951, 50.83253), (50.83253, 4.38951)


@pytest.fixture
def mill(db):
    city = make_city("Etterbeek", latitude=50.83, longitude=4.39)
    return make_space("The Mill", slug="the-mill", city=city, latitude=50.8301, longitude=4.3901)


def admin_form(client, mill, site, position):
    url = reverse(f"{site}:spaces_space_change", args=[mill.pk])
    sent = page(client.get(url)).one("form#space_form").form_data()
    sent |= {"latitude": str(position[0]), "longitude": str(position[1])}
    return url, sent, page(client.post(url, sent, follow=True))


def stored(mill):
    mill.refresh_from_db()
    return mill.latitude, mill.longitude


@pytest.fixture(params=["manage", "admin"])
def site(request, client, mill):
    client.force_login(make_manager(mill) if request.param == "manage" else make_staff())
    return request.param


@pytest.mark.parametrize("position", [FIJI, SWAPPED])
def test_a_position_far_from_the_city_is_asked_about(client, mill, site, position):
    _url, _sent, shown = admin_form(client, mill, site, position)
    assert "km from Etterbeek. Is it right?" in shown.one("ul.errorlist").text
    assert stored(mill) == (50.8301, 4.3901)


def test_a_confirmed_position_counts(client, mill, site):
    url, sent, shown = admin_form(client, mill, site, FIJI)
    [answer] = shown.select("input[name=position-choice]")
    client.post(url, sent | {"position-choice": answer["value"]})
    assert stored(mill) == FIJI


def test_swapped_coordinates_are_offered(client, mill, site):
    url, sent, shown = admin_form(client, mill, site, SWAPPED)
    assert "were swapped: 50.83253, 4.38951" in shown.one("ul.errorlist").text
    swapped = shown.select("input[name=position-choice]")[1]
    client.post(url, sent | {"position-choice": swapped["value"]})
    assert stored(mill) == ETTERBEEK


def test_an_answer_counts_for_the_position_that_it_was_given_for(client, mill, site):
    url, sent, shown = admin_form(client, mill, site, FIJI)
    answer = shown.one("input[name=position-choice]")["value"]
    client.post(url, sent | {"position-choice": answer, "latitude": "17.7134"})
    assert stored(mill) == (50.8301, 4.3901)


def test_a_position_near_the_city_is_not_asked_about(client, mill, site):
    admin_form(client, mill, site, ETTERBEEK)
    assert stored(mill) == ETTERBEEK


def test_a_reported_position_is_asked_about(client, mill):
    client.force_login(make_member())
    url = "/en/spaces/the-mill/report/"
    sent = page(client.get(url)).one("form.contribution-form").form_data()
    shown = page(client.post(url, sent | {"position": "4.38951, 50.83253"}))
    assert "Is it right?" in shown.one("form.contribution-form").text
    assert not SuggestedEdit.objects.exists()
    answer = shown.select("input[name=position-choice]")[1]["value"]
    client.post(url, sent | {"position": "4.38951, 50.83253", "position-choice": answer})
    assert SuggestedEdit.objects.get().value == list(ETTERBEEK)


@pytest.mark.parametrize(
    "typed", ["50,83253 4,38951", "50,83253; 4,38951", "50.83253,4.38951", "50.83253 4.38951"]
)
def test_a_proposed_position_is_read_as_people_write_it(client, mill, typed):
    client.force_login(make_member())
    facts = {
        "name": "Annex",
        "kind": "coworking",
        "city": "Etterbeek",
        "country": "BE",
        "how": "I work there",
    }
    client.post("/en/suggest-a-space/", facts | {"position": typed})
    assert (Proposal.objects.get().facts["latitude"], Proposal.objects.get().facts["longitude"]) == ETTERBEEK


def test_a_proposed_position_far_from_the_city_is_asked_about(client, mill):
    client.force_login(make_member())
    facts = {
        "name": "Annex",
        "kind": "coworking",
        "city": "Etterbeek",
        "country": "BE",
        "how": "I work there",
    }
    shown = page(client.post("/en/suggest-a-space/", facts | {"position": "-17.7, 178.06"}))
    assert "km from Etterbeek. Is it right?" in shown.text
    assert not Proposal.objects.exists()
