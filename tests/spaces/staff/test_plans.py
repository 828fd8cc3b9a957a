"""Prices in the staff's admin."""

import pytest
from django.urls import reverse

from tests.factories import make_plan, make_space, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize("action", ["correct", "delete"])
def test_a_corrected_or_deleted_price_updates_the_space(staff, action):
    space = make_space()
    plan = make_plan(space, 10)
    make_plan(space, 20, as_of="2020-01")
    if action == "correct":
        address = reverse("admin:spaces_plan_change", args=[plan.pk])
        initial = staff.get(address).context["adminform"].form.initial
        data = {key: "" if value is None else value for key, value in initial.items()} | {"amount": "15"}
        assert staff.post(address, data).status_code == 302
    else:
        data = {"action": "delete_selected", "_selected_action": [plan.pk], "post": "yes"}
        assert staff.post(reverse("admin:spaces_plan_changelist"), data).status_code == 302
    space.refresh_from_db()
    assert space.day_price == (15 if action == "correct" else 20)
