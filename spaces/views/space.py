"""The page of one space."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from spaces.models import Plan, Space, SpaceSlug
from spaces.provenance import told
from spaces.querysets import only_one

NEARBY_KM = 3
SAME_PLACE_KM = 0.03


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything known of a space, and who says so. An address it had before redirects."""
    spaces = Space.objects.published().for_page().select_related("successor")
    space = only_one(spaces.filter(slug=slug))
    if space is None:
        old = get_object_or_404(SpaceSlug.objects.select_related("space"), slug=slug)
        return redirect(old.space, permanent=True)
    nearby = nearby_spaces(space)
    plans = list(space.plans.select_related("source").order_by("what", "-as_of", "amount"))
    context = {
        "space": space,
        "plans": plans,
        "told": told(space),
        "unknown": unknown(space, plans),
        "predecessors": list(space.predecessors.published().order_by("name", "pk")),
        "counted": [space],
        "here": [other for other in nearby if other.distance_km <= SAME_PLACE_KM],
        "nearby": [other for other in nearby if other.distance_km > SAME_PLACE_KM][:6],
    }
    return render(request, "spaces/space.html", context)


def unknown(space: Space, plans: list[Plan]) -> dict[str, str]:
    """{section that would be empty: what it is about}: said in one line, without a heading of its own."""
    sections = {
        "prices": (_("prices"), plans),
        "hours": (_("opening hours"), space.opening_hours),
        "has": (_("amenities"), space.amenities.all()),
    }
    return {key: label for key, (label, known) in sections.items() if not known}


def nearby_spaces(space: Space) -> list[Space]:
    """Other spaces within walking distance, nearest first; none where the position is not known."""
    if not space.has_position:
        return []
    around = Space.objects.in_search().near(space.latitude, space.longitude, NEARBY_KM)
    shown = around.exclude(pk=space.pk).only("name", "slug", "latitude", "longitude")
    return list(shown.order_by("distance_km", "pk")[:20])
