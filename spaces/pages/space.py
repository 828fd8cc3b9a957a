"""The page of one space."""

from collections.abc import Hashable
from typing import Any

from django.db.models import Exists, Model, OuterRef, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_safe

from coworking.accounts.requests import HttpRequest
from coworking.database.prepared import Param, PreparedQuery, set_prefetched
from coworking.templating.rendering import render_page
from spaces.answers.prompts import MOST as MOST_PROMPTS
from spaces.answers.prompts import prompts_for
from spaces.directory.models import Space, SpaceAmenity, SpaceName, SpaceSlug
from spaces.events.models import Event
from spaces.history import timeline
from spaces.history.models import HistoryEvent
from spaces.opening_hours.template_functions import current_week
from spaces.photos.models import Photo
from spaces.pricing.models import Plan
from spaces.pricing.template_functions import PriceHistory, price_history
from spaces.programmes.models import Award
from spaces.programmes.queries import awards_of
from spaces.provenance.amenity_values import amenity_fact
from spaces.provenance.models import Sourced
from spaces.provenance.page_sources import FACTS, PageSources, agreeing_sources, page_sources
from spaces.provenance.queries import Provenance, credits_of, current_statements, gone_from, provenance_of
from spaces.search.near.nearby import spaces_nearby

NEARBY_KM = 3
SAME_PLACE_KM = 0.03
MAX_NEARBY = 6
MAX_IN_CITY = 5
# Sections of the page, whose facts have their own sources; see also FACTS.
PRICES, HOURS, AMENITIES = "prices", "hours", "amenities"
# The facts outside of these sections that the page shows.
SHOWN_FACTS = (
    *("name", "street", "floor", "position", "website", "phone", "email", "description"),
    *("operator", "network", "capacity", "video_url"),
)


def _space_with_flags() -> QuerySet[Space]:
    """A space with flags for what it has; most have little of it, and their pages make fewer queries."""

    def exists(model: type[Model], relation: str = "space") -> Exists:
        return Exists(model._default_manager.filter(**{relation: OuterRef("pk")}).order_by())

    found = Space.objects.published().select_related("city__country", "schedule").defer("search_text")
    flagged: QuerySet[Space] = found.filter(slug=Param(0)).annotate(
        has_names=exists(SpaceName),
        has_predecessors=exists(Space, "successor"),
        has_history=exists(HistoryEvent),
        is_in_other_histories=exists(HistoryEvent, "other"),
        has_events=exists(Event),
        has_awards=exists(Award),
        has_amenity_details=Exists(SpaceAmenity.objects.filter(space=OuterRef("pk")).exclude(detail="")),
    )
    return flagged


_by_slug = PreparedQuery(_space_with_flags)
_photos = PreparedQuery(lambda: Photo.objects.filter(space=Param(0)))
_plans = PreparedQuery(
    lambda: Plan.objects.filter(space=Param(0)).select_related("source").order_by("what", "-as_of", "amount")
)
_predecessors = PreparedQuery(
    lambda: Space.objects.published().filter(successor=Param(0)).order_by("name", "pk").only("name", "slug")
)
_amenity_details = PreparedQuery(lambda: SpaceAmenity.objects.filter(space=Param(0)).exclude(detail=""))
_in_city = PreparedQuery(
    lambda: (
        Space.objects.in_search()
        .filter(city=Param(0))
        .exclude(pk=Param(1))
        .order_by("is_sample", "-confirmed_on", "-pk")
        .only("name", "slug", "street", "is_sample")[:MAX_IN_CITY]
    )
)
_names = PreparedQuery(lambda: SpaceName.objects.filter(space=Param(0)))


@require_safe
def page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show everything known of a space, and who states it. A former URL redirects."""
    space = _by_slug.first(slug)
    if space is None:
        old = get_object_or_404(SpaceSlug.objects.select_related("space"), slug=slug)
        return redirect(old.space, permanent=True)
    return render_page(request, "spaces/pages/space.jinja", page_context(space))


def page_context(space: Any) -> dict[str, Any]:
    """Return the context of the page of a space, which comes from `_by_slug`."""
    set_prefetched(space, "photos", Photo, _photos.objects(space.pk) if space.photo_count else [])
    statements = current_statements(space)
    plans, provenance = _plans.objects(space.pk), provenance_of(space, statements)
    space.detailed_amenities = _amenity_details.objects(space.pk) if space.has_amenity_details else []
    nearby = spaces_nearby(space, NEARBY_KM)
    set_prefetched(space, "plans", Plan, plans)
    predecessors = _predecessors.objects(space.pk) if space.has_predecessors else []
    events = timeline.events_of(space.pk, space.has_history, space.is_in_other_histories)
    prices = price_history(plans)
    sections = _facts_by_section(space, provenance, prices)
    sources = page_sources(sections)
    return {
        "space": space,
        "plans": plans,
        "prices": prices,
        "week": current_week(space),
        "amenity_details": {row.amenity_id: row.detail for row in space.detailed_amenities},
        "provenance": provenance,
        "sources": sources,
        "sources_also": agreeing_sources(sections[FACTS].values(), sources.main),
        "section_also": _also(sections, sources),
        "prompts": prompts_for(space)[:MOST_PROMPTS],
        "credits": credits_of(statements),
        "gone_from": gone_from(statements),
        "predecessors": predecessors,
        "timeline": timeline.timeline_of(space, events, provenance, predecessors),
        "names": _names.objects(space.pk) if space.has_names else [],
        "awards": awards_of(space) if space.has_awards else [],
        "same_address": [other for other in nearby if other.distance_km <= SAME_PLACE_KM],
        "nearby": [other for other in nearby if other.distance_km > SAME_PLACE_KM][:MAX_NEARBY],
        "in_city": [] if space.has_position else _in_city.objects(space.city_id, space.pk),
    }


def _facts_by_section(
    space: Space, provenance: dict[str, Provenance], prices: PriceHistory
) -> dict[str, dict[Hashable, Provenance]]:
    """Return {section of the page: {fact: its provenance}} of the facts that the page shows."""
    shown: dict[str, dict[Hashable, Provenance]] = {
        FACTS: {name: provenance[name] for name in SHOWN_FACTS if name in provenance},
        PRICES: {
            plan.pk: known for group in (*prices.current, *prices.more_current) for plan, known in group.rows
        },
        HOURS: {name: provenance[name] for name in ("opening_hours",) if name in provenance},
        AMENITIES: {
            key: provenance[amenity_fact(key)]
            for key in space.amenity_values
            if amenity_fact(key) in provenance
        },
    }
    return shown


def _also(sections: dict[str, dict[Hashable, Provenance]], sources: PageSources) -> dict[str, list[Sourced]]:
    """Return {section: other rows that state some of its facts as well}."""
    return {
        name: agreeing_sources(facts.values(), sources.section(name).main) for name, facts in sections.items()
    }
