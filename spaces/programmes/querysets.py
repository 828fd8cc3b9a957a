from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Q

if TYPE_CHECKING:
    pass
from coworking.fields.partial_dates import on_or_after


class MultiSourcedQuerySet(models.QuerySet):
    def canonical(self):
        """One row for each thing: other sources' words on it left out."""
        return self.filter(same_as=None)


class CallQuerySet(MultiSourcedQuerySet):
    def open_on(self, day: str):
        """Calls whose deadline is that day or later, the nearest first."""
        return self.canonical().filter(on_or_after("deadline", day)).order_by("deadline", "pk")

    def closed_on(self, day: str):
        """Calls whose deadline has passed, the latest first."""
        dated = self.canonical().exclude(deadline="")
        return dated.exclude(on_or_after("deadline", day)).order_by("-deadline", "pk")

    def undated(self):
        return self.canonical().filter(deadline="").order_by("programme__name", "name")

    def for_page(self):
        """Everything a call's entry shows, in a bounded number of queries."""
        found = self.select_related("programme__country", "source")
        return found.prefetch_related("documents", "others__source")


class AwardQuerySet(MultiSourcedQuerySet):
    def in_force(self, day: str):
        """Awards whose period has not ended on that day; a period that is not known has not ended."""
        return self.canonical().filter(Q(ends="") | on_or_after("ends", day))

    def for_page(self):
        """Everything a row of a table of awards shows."""
        found = self.select_related("source", "label", "programme", "space__city")
        return found.prefetch_related("others__source")


class ProgrammeQuerySet(models.QuerySet):
    def for_list(self):
        """By country and name, with `award_count`, the awards that stand."""
        standing = Count("awards", filter=Q(awards__same_as=None))
        return self.select_related("country").annotate(award_count=standing).order_by("country", "name", "pk")


class LabelQuerySet(models.QuerySet):
    def conferred(self):
        """Labels that some space has or had."""
        return self.filter(awards__space__isnull=False).distinct()
