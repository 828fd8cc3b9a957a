"""Managers confirm facts, which are then stated by them as of today."""

import pytest

from spaces.directory.models import Space
from spaces.managers import facts, outdated
from spaces.pricing.models import Plan
from spaces.provenance.models import Basis, Statement
from tests.factories import make_plan, make_statement
from tests.pages import page as parsed

pytestmark = pytest.mark.django_db
FORM = 'form[action="/en/spaces/the-mill/keep/confirm/"]'


def confirm(client, fact, shown=None):
    """Press a button of the dashboard as it is, or as it was `shown` before."""
    shown = shown or open_dashboard(client)
    return client.post("/en/spaces/the-mill/keep/confirm/", shown | {"fact": fact}, follow=True)


def open_dashboard(client):
    return parsed(client.get("/en/spaces/the-mill/keep/")).one(FORM).form_data()


def test_confirming_twice_a_day_leaves_one_more_price_in_the_history(client, mill, owner):
    make_plan(mill, 18, as_of="2019")
    for _time in range(3):
        confirm(client, "all")
    assert Plan.objects.count() == 2
    assert Plan.objects.get(is_current=True).as_of == facts.today()


def test_a_value_that_changed_since_the_page_was_shown_is_not_confirmed(client, mill, owner):
    make_plan(mill, 18, as_of="2019")
    shown = open_dashboard(client)
    Space.objects.update(phone="+32 4 2")
    message = parsed(confirm(client, "all", shown)).one(".messages li", "not confirmed").text
    assert "telephone" in message
    confirmed = Statement.objects.filter(as_of_basis=Basis.CONFIRMED).values_list("facts", flat=True)
    assert "phone" not in {name for row in confirmed for name in row}
    assert Plan.objects.get(is_current=True).as_of_basis == Basis.CONFIRMED


def test_all_facts_are_confirmed_by_one_button(client, mill, owner):
    make_plan(mill, 18, as_of="2019")
    make_statement(mill, {"phone": "+32 4 1"}, as_of="2019")
    page = client.get("/en/spaces/the-mill/keep/").content.decode()
    assert "stale or undated" in page
    confirm(client, "all")
    assert not any(fact.is_old for fact in outdated.known_facts([mill])[mill.pk])
    assert "Nothing is old." in client.get("/en/spaces/the-mill/keep/").content.decode()
    price = Plan.objects.get(is_current=True)
    assert (price.amount, price.as_of_basis, price.as_of) == (18, Basis.CONFIRMED, facts.today())
    assert Plan.objects.get(is_current=False).as_of == "2019"
    public = client.get("/en/spaces/the-mill/").content.decode()
    assert "The manager of the space" in public
    assert "confirmed by the manager" in public


def test_a_single_fact_can_be_confirmed(client, mill, owner):
    confirm(client, "phone")
    assert list(Statement.objects.values_list("facts", flat=True)) == [{"phone": "+32 4 1"}]
