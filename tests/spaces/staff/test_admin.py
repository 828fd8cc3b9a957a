"""The list of spaces in the staff's admin. `tests/safety/test_permissions.py` opens every list and form."""

import pytest
from django.urls import reverse

from tests.factories import make_space, make_user

pytestmark = pytest.mark.django_db


def test_query_count_of_the_list_does_not_grow_with_the_number_of_spaces(
    client, django_assert_max_num_queries
):
    client.force_login(make_user(is_staff=True, is_superuser=True))
    for _number in range(20):
        make_space()
    with django_assert_max_num_queries(10):
        client.get(reverse("admin:spaces_space_changelist"))
