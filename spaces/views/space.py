"""The page of one space."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from coworking.prepared import Prepared, Slot, bring_along
from spaces.models import Amenity, Photo, Plan, Space, SpaceSlug
from spaces.provenance import told

NEARBY_KM = 3
SAME_PLACE_KM = 0.03

_at_address = Prepared(
    lambda: (
        Space.objects.published()
        .filter(slug=Slot(0))
        .select_related("city__country", "schedule", "successor")
    )
)
_amenities = Prepared(lambda: Amenity.objects.filter(space_rows__space=Slot(0)))
_photos = Prepared(lambda: Photo.objects.filter(space=Slot(0)))
_plans = Prepared(
    lambda: Plan.objects.filter(space=Slot(0)).select_related("source").order_by("what", "-as_of", "amount")
)
_predecessors = Prepared(
    lambda: Space.objects.published().filter(successor=Slot(0)).order_by("name", "pk").only("name", "slug")
)


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything known of a space, and who says so. An address it had before redirects."""
    space = _at_address.one(slug)
    if space is None:
        old = get_object_or_404(SpaceSlug.objects.select_related("space"), slug=slug)
        return redirect(old.space, permanent=True)
    bring_along(space, "amenities", Amenity, _amenities.objects(space.pk))
    bring_along(space, "photos", Photo, _photos.objects(space.pk) if space.photo_count else [])
    nearby, plans = nearby_spaces(space), _plans.objects(space.pk)
    context = {
        "space": space,
        "plans": plans,
        "told": told(space),
        "unknown": unknown(space, plans),
        "predecessors": _predecessors.objects(space.pk),
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
