"""Every list and form of the staff's admin opens, for the staff only."""

import pytest
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse

from tests.factories import make_space, make_statement, make_user

pytestmark = pytest.mark.django_db
OURS = [model for model in admin.site._registry if model._meta.app_label in ("spaces", "coworking")]


@pytest.fixture
def staff(client):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    return client


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.model_name)
@pytest.mark.parametrize("page", ["changelist", "add"])
def test_every_list_and_form_opens(staff, model, page):
    make_statement(make_space())
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}")
    request = RequestFactory().get(address)
    request.user = make_user(is_superuser=True)
    may = page == "changelist" or admin.site._registry[model].has_add_permission(request)
    assert staff.get(address).status_code == (200 if may else 403)


def test_query_count_of_the_list_does_not_grow_with_the_number_of_spaces(
    staff, django_assert_max_num_queries
):
    for _number in range(20):
        make_space()
    with django_assert_max_num_queries(10):
        staff.get(reverse("admin:spaces_space_changelist"))


def test_visitors_are_redirected_to_sign_in(client):
    response = client.get(reverse("admin:spaces_space_changelist"))
    assert response.status_code == 302
    assert "login" in response.url
