"""A name or an attribute that a template does not find is an error in tests, and empty on a live site."""

import pytest
from jinja2 import UndefinedError

from coworking.templating.environment import active_environment, environment
from spaces.directory.models import Space


@pytest.mark.parametrize("source", ["{{ nme }}", "{% if space.nme %}{% endif %}", "{{ space.city_nme }}"])
def test_a_misspelt_name_or_attribute_is_an_error_in_tests(source):
    with pytest.raises(UndefinedError, match="nme"):
        active_environment().from_string(source).render(space=Space())


def test_a_misspelt_attribute_shows_nothing_on_a_live_site(settings):
    settings.STRICT_TEMPLATES = False
    environment.cache_clear()
    try:
        assert active_environment().from_string("{{ space.nme }}").render(space=Space()) == ""
    finally:
        environment.cache_clear()
