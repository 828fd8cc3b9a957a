"""The line breaks and the indentation of templates are not sent; spaces that readers see are."""

import pytest
from jinja2 import Environment

from coworking.templating.whitespace import RemoveIndentation


@pytest.fixture
def render():
    environment = Environment(extensions=["jinja2.ext.i18n", RemoveIndentation], autoescape=True)
    environment.install_null_translations(newstyle=True)
    return lambda source, **context: environment.from_string(source).render(context)


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("<ul>\n  <li>\n    a\n  </li>\n\n  <li>b</li>\n</ul>\n", "<ul><li>a</li><li>b</li></ul>"),
        ("<p>\n  two lines\n  of text\n</p>", "<p>two lines of text</p>"),
        ("<a>one</a> <b>two</b>", "<a>one</a> <b>two</b>"),
        ("<a>one</a>\n<b>two</b>", "<a>one</a><b>two</b>"),
        ('<a>one</a>{{ " " }}\n<b>two</b>', "<a>one</a> <b>two</b>"),
        ("<p>a  b</p>", "<p>a  b</p>"),
        ("<p>a\n{{ 1 }}\nb</p>", "<p>a1b</p>"),
        ("<p>a {# why #}\n  b</p>", "<p>a b</p>"),
    ],
)
def test_line_break_in_text(render, source, html):
    assert render(source) == html


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ('<a\n  class="x"\n  href="/"\n>y</a>', '<a class="x" href="/">y</a>'),
        ('<a\n  {% if 1 %}class="x"{% endif %}\n  href="/"\n>y</a>', '<a class="x" href="/">y</a>'),
        ('<img\n  src="{{ 1 }}"\n  alt=""\n>\ntext', '<img src="1" alt="">text'),
        ('<p class="\n  a\n  b\n">', '<p class="a b">'),
        ("<p title='a > b\n c'>\nd", "<p title='a > b c'>d"),
        ('<use\n  href="a"\n/>', '<use href="a"/>'),
        ("<p>it's\n  so</p>\n<p>“a\n  > b”</p>", "<p>it's so</p><p>“a > b”</p>"),
    ],
)
def test_line_break_in_a_tag(render, source, html):
    assert render(source) == html


@pytest.mark.parametrize("name", ["pre", "textarea", "script", "style"])
def test_preformatted_text_is_unchanged(render, name):
    source = f'<div>\n  <{name} id="x">\n a\n  <b>\n  {{{{ 1 }}}}\n  </{name}>\n  <p>\n    b\n  </p>\n</div>'
    assert render(source) == f'<div><{name} id="x">\n a\n  <b>\n  1\n  </{name}><p>b</p></div>'


def test_text_to_translate_is_trimmed_and_its_lines_are_joined(render):
    source = "<p>\n  {% trans n=1 %}\n    a <b>{{ n }}</b>\n    c\n  {% endtrans %}\n</p>"
    assert render(source) == "<p>a <b>1</b> c</p>"


def test_blocks_on_lines_of_their_own_leave_nothing(render):
    source = (
        "<ol>\n  {% for n in (1, 2) %}\n    {% if n %}\n"
        "      <li>{{ n }}</li>\n    {% endif %}\n  {% endfor %}\n</ol>"
    )
    assert render(source) == "<ol><li>1</li><li>2</li></ol>"
