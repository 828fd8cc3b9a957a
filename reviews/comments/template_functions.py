"""Functions that templates call for the text of comments."""

import re

from django.utils.html import Urlizer, escape, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info

from coworking.templating.library import memoized_template_function, template_function


class _UgcUrlizer(Urlizer):
    """Marks links as user-generated content: https://developers.google.com/search/docs/crawling-indexing/qualify-outbound-links"""

    url_template = '<a href="{href}" rel="nofollow ugc noopener">{url}</a>'


_urlizer = _UgcUrlizer()
# Whatever becomes a link contains one of these. Most texts contain none, and looking at each word is slow.
_may_link = re.compile(r"://|@|www\.|\.(?:com|edu|gov|int|mil|net|org)\b", re.IGNORECASE)


@template_function
def comment_html(text: str) -> SafeString:
    """Return a text as HTML: paragraphs, line breaks and links; everything else is escaped."""
    linked: str = escape(text)
    if _may_link.search(text):
        linked = _urlizer(linked, trim_url_limit=60, nofollow=False, autoescape=False)
    return mark_safe(linebreaks(linked, autoescape=False))


@memoized_template_function
def foreign_language(code: str) -> str:
    """Return the native name of a language; empty for the language of the page."""
    if not code or code == (get_language() or "")[:2]:
        return ""
    try:
        return str(get_language_info(code)["name_local"])
    except KeyError:
        return code
