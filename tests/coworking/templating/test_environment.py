"""What templates output is escaped, whatever its type."""

import html
from decimal import Decimal

import pytest
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy, override
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from coworking.templating.environment import active_environment


class Named(str):
    """A subclass of str, as Django's choices are."""


def rendered(value: object) -> str:
    return active_environment().from_string("{{ value }}").render(value=value)


@given(text=st.text() | st.text().map(Named))
def test_text_is_escaped_and_reads_as_it_was(text):
    output = rendered(text)
    assert not {"<", ">", '"', "'"} & set(output)
    assert html.unescape(output) == text
    assert output.count("&") == sum(text.count(each) for each in "<>\"'&")


@pytest.mark.parametrize("value", [3, 2.5, Decimal("1.10"), True, None])
def test_values_that_are_no_text_are_output_as_text(value):
    assert rendered(value) == str(value)


@pytest.mark.parametrize("value", [Markup("<b>&amp;</b>"), mark_safe("<b>&amp;</b>")])
def test_what_is_marked_as_safe_is_output_as_it_is(value):
    assert rendered(value) == "<b>&amp;</b>"


def test_markup_of_a_macro_is_not_escaped_twice():
    source = "{% macro bold(text) %}<b>{{ text }}</b>{% endmacro %}{{ bold(value) }}{{ bold(value) ~ '<' }}"
    assert active_environment().from_string(source).render(value="&") == "<b>&amp;</b><b>&amp;</b>&lt;"


def test_a_lazy_translation_is_output_in_the_active_language_and_escaped():
    message = gettext_lazy("Closed")
    with override("fr"):
        assert rendered(message) == "Fermé"
    assert rendered(gettext_lazy("a < b")) == "a &lt; b"
