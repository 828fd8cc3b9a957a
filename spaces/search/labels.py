"""The filter "labelled by": spaces to which a programme's award confers a label that is in force."""

from django.db.models import Count

from spaces.models import Award, Label
from spaces.programmes import today
from spaces.querysets import SpaceQuerySet


def choices() -> list[tuple[str, str]]:
    """Labels that some space has, as (slug, name)."""
    return list(Label.objects.conferred().order_by("name", "pk").values_list("slug", "name"))


def labelled(queryset: SpaceQuerySet, slugs: list[str]) -> SpaceQuerySet:
    """Spaces with any of these labels."""
    awards = Award.objects.in_force(today()).filter(label__slug__in=slugs, space__isnull=False)
    return queryset.filter(pk__in=awards.order_by().values("space"))


def counts(queryset: SpaceQuerySet) -> dict[str, int]:
    """{slug of a label: how many of these spaces have it}"""
    awards = Award.objects.in_force(today()).filter(space__in=queryset.order_by().values("pk"))
    rows = awards.order_by().exclude(label=None).values_list("label__slug")
    return dict(rows.annotate(n=Count("space", distinct=True)))
