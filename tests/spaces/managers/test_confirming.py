"""Managers confirm facts, which are then stated by them as of today."""

import pytest

from spaces.managers import facts, outdated
from spaces.pricing.models import Plan
from spaces.provenance.models import Basis, Statement
from tests.factories import make_plan, make_statement

pytestmark = pytest.mark.django_db


def test_all_facts_are_confirmed_by_one_button(client, mill, owner):
    make_plan(mill, 18, as_of="2019")
    make_statement(mill, {"phone": "+32 4 1"}, as_of="2019")
    page = client.get("/en/spaces/the-mill/keep/").content.decode()
    assert "stale or undated" in page
    client.post("/en/spaces/the-mill/keep/confirm/", {"fact": "all"})
    assert not any(fact.is_old for fact in outdated.known_facts([mill])[mill.pk])
    assert "Nothing is old." in client.get("/en/spaces/the-mill/keep/").content.decode()
    price = Plan.objects.get(is_current=True)
    assert (price.amount, price.as_of_basis, price.as_of) == (18, Basis.CONFIRMED, facts.today())
    assert Plan.objects.get(is_current=False).as_of == "2019"
    public = client.get("/en/spaces/the-mill/").content.decode()
    assert "The manager of the space" in public
    assert "confirmed by the manager" in public


def test_a_single_fact_can_be_confirmed(client, mill, owner):
    client.post("/en/spaces/the-mill/keep/confirm/", {"fact": "phone"})
    assert list(Statement.objects.values_list("facts", flat=True)) == [{"phone": "+32 4 1"}]
