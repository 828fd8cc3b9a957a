"""What managers edit is confirmed by them, and what it replaces is stored."""

import pytest

from spaces.directory.amenity_rows import amenities_of
from spaces.directory.models import Space
from spaces.managers import fact_names
from spaces.pricing.models import Plan
from spaces.provenance.models import Basis, Statement
from tests.factories import make_amenity, make_plan, make_source, make_space, make_statement
from tests.pages import page

pytestmark = pytest.mark.django_db


def form(mill, **changed):
    """What the manager's form sends, with some fields changed."""
    fields = [*fact_names.FACTS, "latitude", "longitude"]
    data = {name: "" if getattr(mill, name) is None else getattr(mill, name) for name in fields}
    return data | {"plans-TOTAL_FORMS": 0, "plans-INITIAL_FORMS": 0} | changed


def test_an_edited_fact_is_confirmed_by_the_manager(client, mill, owner):
    make_statement(mill, {"phone": "+32 4 1"}, source=make_source("old list"), as_of="2019")
    changes = form(mill, phone="+32 4 2", opening_hours="Mo-Fr 09:00-17:00", name="The New Mill")
    response = client.post(f"/manage/spaces/space/{mill.pk}/change/", changes)
    assert response.status_code == 302, response.context["errors"]
    mill.refresh_from_db()
    assert (mill.phone, mill.schedule is not None) == ("+32 4 2", True)
    assert mill.names.get().name == "The Mill"
    statements = Statement.objects.filter(as_of_basis=Basis.CONFIRMED)
    confirmed = {name for facts in statements.values_list("facts", flat=True) for name in facts}
    assert confirmed == {"phone", "opening_hours", "name"}
    page = client.get("/en/spaces/the-mill/").content.decode()
    assert "Otherwise:" in page
    assert "old list" in page


def test_invalid_hours_are_refused(client, mill, owner):
    response = client.post(f"/manage/spaces/space/{mill.pk}/change/", form(mill, opening_hours="24h"))
    assert "This cannot be read" in response.content.decode()
    mill.refresh_from_db()
    assert mill.opening_hours == ""


def test_each_amenity_is_there_limited_absent_or_not_known(client, mill, owner):
    for key in ("wifi", "coffee", "lift", "fax_machine"):
        make_amenity(mill, key, "old")
    values = {
        "amenities-wifi": "yes", "amenities_detail-wifi": "fibre", "amenities-coffee": "",
        "amenities-lift": "no", "amenities-wheelchair": "limited", "amenities_detail-wheelchair": "two steps",
        "amenities-fax_machine": "yes",
    }  # fmt: skip
    make_amenity(make_space(), "wheelchair")
    response = client.post(f"/manage/spaces/space/{mill.pk}/change/", form(mill, **values))
    assert response.status_code == 302, response.context["errors"]
    stated = {"wifi": "yes: fibre", "lift": "no", "wheelchair": "limited: two steps", "fax_machine": "yes"}
    assert amenities_of(mill) == stated
    assert Statement.objects.get(as_of_basis=Basis.CONFIRMED).facts == {"amenities": stated}
    shown = page(client.get("/en/spaces/the-mill/"))
    assert shown.texts("ul.amenities li") == [
        "Wifi (fibre)",
        "Wheelchair access: limited (two steps)",
        "No lift",
        "Fax_machine",
    ]


def test_a_detail_without_a_value_comes_back_with_a_message(client, mill, owner):
    data = form(mill, **{"amenities-wifi": "", "amenities_detail-wifi": "fibre"})
    answer = page(client.post(f"/manage/spaces/space/{mill.pk}/change/", data))
    assert answer.one(".errorlist").text == "Wifi: say whether the space has it."
    assert answer.one("[name=amenities_detail-wifi]")["value"] == "fibre"


def test_a_new_price_replaces_the_old_one_which_is_stored(client, mill, owner):
    old = make_plan(mill, 15, as_of="2019")
    price = {
        "plans-TOTAL_FORMS": 1, "plans-INITIAL_FORMS": 1, "plans-0-id": old.pk, "plans-0-space": mill.pk,
        "plans-0-what": "hot_desk", "plans-0-unit": "day", "plans-0-quantity": 1, "plans-0-amount": "18",
        "plans-0-currency": "eur", "plans-0-tax_included": "unknown",
    }  # fmt: skip
    response = client.post(f"/manage/spaces/space/{mill.pk}/change/", form(mill, **price))
    assert response.status_code == 302, response.context["errors"]
    mill.refresh_from_db()
    assert mill.day_price == 18
    assert Plan.objects.get(is_current=False).amount == 15
    assert Plan.objects.get(is_current=True).as_of_basis == Basis.CONFIRMED


def test_hours_as_people_type_them_are_asked_back_in_words(client, mill, owner):
    url = f"/manage/spaces/space/{mill.pk}/change/"
    answer = page(client.post(url, form(mill, opening_hours="Mon-Fri 9am-6pm")))
    assert "Monday to Friday 09:00–18:00" in answer.one(".errorlist").text
    assert answer.one("[name=opening_hours]")["value"] == "Mo-Fr 09:00-18:00"
    mill.refresh_from_db()
    assert mill.opening_hours == ""


def test_hours_of_an_import_that_cannot_be_read_do_not_stop_other_changes(client, mill, owner):
    Space.objects.filter(pk=mill.pk).update(opening_hours="sur rendez-vous")
    mill.refresh_from_db()
    client.post(f"/manage/spaces/space/{mill.pk}/change/", form(mill, phone="+32 4 2"))
    mill.refresh_from_db()
    assert (mill.phone, mill.opening_hours) == ("+32 4 2", "sur rendez-vous")
