"""Cached reversing returns what `reverse()` returns."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from coworking.templating.urls import fixed, with_slug


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_url_with_a_slug_is_that_of_reverse(language):
    with override(language):
        assert with_slug("space", "table-12") == reverse("space", args=["table-12"])
        assert with_slug("city", "be", "liege") == reverse("city", args=["be", "liege"])


@pytest.mark.parametrize("language", ["en", "fr"])
def test_a_fixed_url_is_that_of_reverse(language):
    with override(language):
        assert fixed("home") == reverse("home")
