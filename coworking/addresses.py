"""Addresses of things, by the dozen: Django's `reverse()` costs forty times as much as filling in a slug."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

PLACEHOLDER = "0-slug-0"


def with_slug(view: str, *args: str) -> str:
    """`reverse(view, args=args)`, where the last of `args` is a slug: letters and digits, "-" and "_"."""
    *others, slug = args
    before, after = _around_slug(view, tuple(others), get_language(), get_script_prefix())
    return f"{before}{slug}{after}"


def fixed(view: str, *args: str) -> str:
    """`reverse(view, args=args)`, remembered: for the few addresses that many pages name."""
    return _fixed(view, args, get_language(), get_script_prefix())


@lru_cache(4096)
def _fixed(view: str, args: tuple[str, ...], language: str | None, prefix: str) -> str:
    return reverse(view, args=args)


@lru_cache(4096)
def _around_slug(view: str, others: tuple[str, ...], language: str | None, prefix: str) -> tuple[str, str]:
    """What stands before and after the slug; `language` and `prefix` tell addresses apart."""
    before, _slug, after = reverse(view, args=[*others, PLACEHOLDER]).rpartition(PLACEHOLDER)
    return before, after
