"""People's words on a page: text only, links made safe."""

from django import template
from django.utils.html import Urlizer, escape, linebreaks
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, get_language_info

from coworking.jinja import register as for_jinja

register = template.Library()


class _UgcUrlizer(Urlizer):
    """Django's own, marking links as people's: https://developers.google.com/search/docs/crawling-indexing/qualify-outbound-links"""

    url_template = '<a href="{href}" rel="nofollow ugc noopener">{url}</a>'
    mailto_template = "{local_part}@{domain}"


_urlizer = _UgcUrlizer()


@register.filter
def words(text: str) -> SafeString:
    """Paragraphs and line breaks as typed, links as links, everything else escaped."""
    linked = _urlizer(escape(text), trim_url_limit=60, nofollow=False, autoescape=False)
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


for_jinja(words=words, foreign=foreign)
