"""Addresses of things, by the dozen: Django's `reverse()` costs forty times as much as filling in a slug."""

from functools import lru_cache

from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language

PLACEHOLDER = "0-slug-0"


def with_slug(view: str, *args: str) -> str:
    """`reverse(view, args=args)`, where the last of `args` is a slug: letters and digits, "-" and "_"."""
    *others, slug = args
    before, after = around_slug(view, *others)
    return f"{before}{slug}{after}"


def around_slug(view: str, *others: str) -> tuple[str, str]:
    """What stands before and after the slug in such an address."""
    return slug_of(view, others, get_language(), get_script_prefix())


def fixed(view: str, *args: str) -> str:
    """`reverse(view, args=args)`, remembered: for the few addresses that many pages name."""
    return _fixed(view, args, get_language(), get_script_prefix())


@lru_cache(4096)
def _fixed(view: str, args: tuple[str, ...], language: str | None, prefix: str) -> str:
    return reverse(view, args=args)


@lru_cache(4096)
def slug_of(view: str, others: tuple[str, ...], language: str | None, prefix: str) -> tuple[str, str]:
    """The same where the language, and what all addresses begin with, are known: these tell them apart."""
    before, _slug, after = reverse(view, args=[*others, PLACEHOLDER]).rpartition(PLACEHOLDER)
    return before, after
