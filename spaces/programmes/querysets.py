"""Querysets of programmes, calls, awards and labels."""

from typing import Any, Self

from django.db import models
from django.db.models import Count, Q

from coworking.fields.partial_dates import on_or_after


class MultiSourcedQuerySet(models.QuerySet[Any]):
    def canonical(self) -> Self:
        """One row for each thing: without the rows in which other sources describe it."""
        return self.filter(same_as=None)


class CallQuerySet(MultiSourcedQuerySet):
    def open_on(self, day: str) -> Self:
        """Calls whose deadline is on that day or later, the nearest first."""
        return self.canonical().filter(on_or_after("deadline", day)).order_by("deadline", "pk")

    def closed_on(self, day: str) -> Self:
        """Calls whose deadline has passed, the latest first."""
        dated = self.canonical().exclude(deadline="")
        return dated.exclude(on_or_after("deadline", day)).order_by("-deadline", "pk")

    def undated(self) -> Self:
        """Calls without a known deadline."""
        return self.canonical().filter(deadline="").order_by("programme__name", "name")

    def for_page(self) -> Self:
        """Fetch everything that the entry of a call shows, in a bounded number of queries."""
        found = self.select_related("programme__country", "source")
        return found.prefetch_related("documents", "others__source")


class AwardQuerySet(MultiSourcedQuerySet):
    def in_force(self, day: str) -> Self:
        """Awards whose period has not ended on that day; an unknown period has not ended."""
        return self.canonical().filter(Q(ends="") | on_or_after("ends", day))

    def for_page(self) -> Self:
        """Fetch everything that a row in a table of awards shows, in a bounded number of queries."""
        found = self.select_related("source", "label", "programme", "space__city", "space__successor")
        return found.prefetch_related("others__source")


class ProgrammeQuerySet(models.QuerySet[Any]):
    def for_list(self) -> Self:
        """Programmes by country and name, with `award_count`, the number of their awards."""
        awards = Count("awards", filter=Q(awards__same_as=None))
        return self.select_related("country").annotate(award_count=awards).order_by("country", "name", "pk")


class LabelQuerySet(models.QuerySet[Any]):
    def conferred(self) -> Self:
        """Labels that some space has or had."""
        return self.filter(awards__space__isnull=False).distinct()
