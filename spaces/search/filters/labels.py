"""The filter "labelled by": spaces to which a programme's award confers a label that is in force."""

from django.db.models import Count

from coworking.caching.memoize import memoize
from spaces.directory.querysets import SpaceQuerySet
from spaces.programmes.models import Award, Label
from spaces.programmes.queries import today_iso
from spaces.programmes.querysets import AwardQuerySet


@memoize
def label_choices() -> list[tuple[str, str]]:
    """Labels that some space has, as (slug, name)."""
    return list(Label.objects.conferred().order_by("name", "pk").values_list("slug", "name"))


def labelled(queryset: SpaceQuerySet, slugs: list[str]) -> SpaceQuerySet:
    """Spaces with any of these labels."""
    return queryset.filter(pk__in=_conferring().filter(label__slug__in=slugs).values("space"))


def label_counts(queryset: SpaceQuerySet) -> dict[str, int]:
    """{slug of a label: how many of these spaces have it}"""
    # Few spaces have a label: those are looked up among the found, not the other way round.
    found = queryset.order_by().filter(pk__in=_conferring().values("space"))
    rows = _conferring().filter(space__in=found.values("pk")).values_list("label__slug")
    return dict(rows.annotate(n=Count("space", distinct=True)))


def _conferring() -> AwardQuerySet:
    awards = Award.objects.in_force(today_iso()).order_by()
    return awards.filter(space__isnull=False, label__isnull=False)
