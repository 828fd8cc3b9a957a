"""Template filters for the text of comments."""

import re

from django import template
from django.utils.html import Urlizer, escape, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info

from coworking.templating.library import register as for_jinja
from coworking.templating.library import register_words as words_for_jinja

register = template.Library()


class _UgcUrlizer(Urlizer):
    """Django's own, marking links as people's: https://developers.google.com/search/docs/crawling-indexing/qualify-outbound-links"""

    url_template = '<a href="{href}" rel="nofollow ugc noopener">{url}</a>'


_urlizer = _UgcUrlizer()
# Whatever becomes a link holds one of these. Most texts hold none, and looking at each word takes long.
_may_link = re.compile(r"://|@|www\.|\.(?:com|edu|gov|int|mil|net|org)\b", re.IGNORECASE)


@register.filter
def comment_html(text: str) -> SafeString:
    """Paragraphs and line breaks as typed, links as links, everything else escaped."""
    linked: str = escape(text)
    if _may_link.search(text):
        linked = _urlizer(linked, trim_url_limit=60, nofollow=False, autoescape=False)
    return mark_safe(linebreaks(linked, autoescape=False))


@register.filter
def foreign(code: str) -> str:
    """The own name of a language that is not the page's; empty for the page's own."""
    if not code or code == (get_language() or "")[:2]:
        return ""
    try:
        return get_language_info(code)["name_local"]
    except KeyError:
        return code


for_jinja(comment_html=comment_html)
words_for_jinja(foreign=foreign)
