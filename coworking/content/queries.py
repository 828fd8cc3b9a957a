"""The pages that the operator wrote, as visitors see them."""

from django.conf import settings
from django.utils.translation import get_language

from coworking.caching.memoize import memoize
from coworking.content.models import ContentPage


def translations_of(slug: str) -> dict[str, ContentPage]:
    """Return {language: page} of the published pages at an address."""
    pages = ContentPage.objects.filter(slug=slug, is_published=True)
    return {page.language: page for page in pages}


def in_language(pages: dict[str, ContentPage], language: str) -> ContentPage | None:
    """Return the page in a language, else in the site's own, else in any."""
    for code in (language, settings.LANGUAGE_CODE, *pages):
        if code in pages:
            return pages[code]
    return None


def footer_pages() -> list[tuple[str, str, str]]:
    """Return (slug, title, language) of the pages in the footer.

    The language is "" where it is the active one; a page that is missing there stands in another.
    """
    return _footer_pages(get_language() or settings.LANGUAGE_CODE)


@memoize
def _footer_pages(language: str) -> list[tuple[str, str, str]]:
    by_slug: dict[str, dict[str, ContentPage]] = {}
    for page in ContentPage.objects.filter(is_published=True, order__gt=0).defer("body"):
        by_slug.setdefault(page.slug, {})[page.language] = page
    chosen = [in_language(pages, language) for pages in by_slug.values()]
    return [
        (page.slug, page.title, "" if page.language == language else page.language) for page in chosen if page
    ]
