"""The HTML of a comment's text: paragraphs and links, and no markup of its author."""

import pytest

from reviews.comments.template_functions import comment_html
from tests.pages import page


def test_line_breaks_and_paragraphs_are_shown():
    assert comment_html("One.\nTwo.\n\nThree.") == "<p>One.<br>Two.</p>\n\n<p>Three.</p>"


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("See HTTP://Example.org/Menu.", "http://Example.org/Menu"),
        ("See (www.example.be)!", "http://www.example.be"),
        ("See example.org/menu, they say.", "http://example.org/menu"),
        ("See Example.COM", "http://Example.COM"),
        ("Ask desk@mill.example.", "mailto:desk@mill.example"),
    ],
)
def test_urls_and_email_addresses_are_links_marked_as_user_generated_content(text, link):
    anchor = page(comment_html(text)).one("a")
    assert anchor["href"] == link
    assert anchor["rel"] == "nofollow ugc noopener"


def test_numbers_and_abbreviations_are_not_links():
    text = "Open 8:30. Closed at 17.45, e.g. on Mondays; wifi is 9.5/10..."
    assert not page(comment_html(text)).has("a")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<a href="javascript:alert(1)">x</a>',
        "javascript:alert(1)",
        '"><img src=x onerror=alert(1)>',
        'http://example.org/"onmouseover=alert(1)//',
        "[x](javascript:alert(1))",
    ],
)
def test_markup_of_a_comment_is_shown_as_text(text):
    shown = page(comment_html(text))
    assert not shown.has("script, img")
    assert not shown.has("[onerror], [onmouseover], [href^=javascript]")
    assert shown.text == text
