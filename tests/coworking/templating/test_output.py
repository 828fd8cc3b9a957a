"""What templates put out is escaped, once, and as Django escapes it."""

import html

from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from coworking.templating.environment import environment
from coworking.templating.output import text

TEMPLATE = (
    "{% macro said(what) %}<b>{{ what }}</b>{% endmacro %}{{ value }}|{{ said(value) }}|{{ value ~ '' }}"
)


class Written:
    """Says how it stands in HTML."""

    def __html__(self) -> str:
        return "<i>so</i>"


@given(st.text() | st.integers() | st.floats() | st.none() | st.booleans())
def test_values_are_escaped_as_django_does_it(value):
    assert text(value) == str(conditional_escape(value))
    assert html.unescape(text(value)) == str(value)


def test_what_is_safe_stands_as_it_is():
    for safe in (Markup("<b>&</b>"), SafeString("<b>&</b>"), mark_safe("<b>&</b>")):
        assert text(safe) == "<b>&</b>"
    assert text(Written()) == "<i>so</i>"


def test_a_page_is_escaped_once_wherever_a_value_goes_through():
    drawn = environment("en", "/").from_string(TEMPLATE).render(value="<a href='x'>&amp;\"</a>")
    plain, in_macro, joined = drawn.split("|")
    assert "<a" not in drawn
    assert html.unescape(plain) == "<a href='x'>&amp;\"</a>"
    assert in_macro == f"<b>{plain}</b>"
    assert html.unescape(joined) == html.unescape(plain)
