"""Tests are isolated: the language of a request in one test is not active in the next."""

import pytest
from django.utils.translation import gettext


@pytest.mark.django_db
@pytest.mark.parametrize("turn", ["first", "second"])
def test_a_french_page_leaves_no_french_to_the_next_test(client, turn):
    assert gettext("Places to work") == "Places to work"
    client.get("/fr/about/")
    assert gettext("Places to work") == "Lieux où travailler"
