"""Fast URLs for lists: Django's `reverse()` costs forty times as much as filling in a slug."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

PLACEHOLDER = "0-slug-0"


def with_slug(view: str, *args: str) -> str:
    """Return `reverse(view, args=args)`; the last of `args` must be a slug, which needs no quoting."""
    *others, slug = args
    before, after = around_slug(view, *others)
    return f"{before}{slug}{after}"


def around_slug(view: str, *others: str) -> tuple[str, str]:
    """Return the parts of a URL before and after its slug."""
    return slug_of(view, others, get_language(), get_script_prefix())


def fixed(view: str, *args: str) -> str:
    """Return `reverse(view, args=args)`, memoised: for the few URLs that are on many pages."""
    return _fixed(view, args, get_language(), get_script_prefix())


@lru_cache(4096)
def _fixed(view: str, args: tuple[str, ...], language: str | None, prefix: str) -> str:
    return reverse(view, args=args)


@lru_cache(4096)
def slug_of(view: str, others: tuple[str, ...], language: str | None, prefix: str) -> tuple[str, str]:
    """Return the parts of a URL before and after its slug, for a language and a script prefix."""
    before, _slug, after = reverse(view, args=[*others, PLACEHOLDER]).rpartition(PLACEHOLDER)
    return before, after
