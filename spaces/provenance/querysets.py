from typing import Any, Self

from django.db import models
from django.db.models import Q

# How the keys of people begin, and of what the site itself makes: these sources have no pages.
MEMBER_PREFIX = "member:"
VISITORS_KEY = "visitors"  # of what waits; "visitors:2" of what two visitors answered
VISITORS_PREFIX = f"{VISITORS_KEY}:"
WITHOUT_PAGES = (
    *(MEMBER_PREFIX, f"elsewhere:{MEMBER_PREFIX}", VISITORS_KEY, VISITORS_PREFIX),
    *("manager", "staff", "sample-data"),
)


class SourceQuerySet(models.QuerySet[Any]):
    def with_page(self) -> Self:
        """Sources that have a page: data sets and publications, not people of this site."""
        own = Q()
        for prefix in WITHOUT_PAGES:
            own |= Q(key=prefix) | Q(key__startswith=prefix if prefix.endswith(":") else f"{prefix}/")
        return self.exclude(own)


class StatementQuerySet(models.QuerySet[Any]):
    def current(self) -> Self:
        """Statements that no newer one of the same record has replaced."""
        return self.filter(replaced_at=None)
