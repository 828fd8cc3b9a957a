"""The moderators' queue of likely duplicates: merge one space into the other, or dismiss the pair."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from coworking.accounts.requests import MemberRequest
from coworking.audit import decisions
from coworking.staff.queues import Queue
from spaces.audit.log import space_log
from spaces.audit.models import SpaceAction
from spaces.directory.models import Space
from spaces.duplicates import merging
from spaces.duplicates.models import LikelyDuplicate
from spaces.managers.describe import fact_label
from spaces.pricing.models import Plan
from spaces.provenance.models import Statement

PERMISSION = "spaces.change_likelyduplicate"
QUEUE = Queue(
    key="duplicates",
    label=gettext_lazy("Likely duplicates"),
    permission=PERMISSION,
    url=lambda: reverse("duplicates"),
    count=lambda: LikelyDuplicate.objects.waiting().count(),
)
ACTIONS = (SpaceAction.MERGED, SpaceAction.KEPT_APART)
COMPARED = (
    "name", "kind", "status", "street", "postcode", "website", "phone", "email", "operator", "network",
    "opening_hours", "description",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """One fact of two spaces, in words."""

    label: str
    first: str
    second: str
    is_fact: bool = True

    @property
    def differs(self) -> bool:
        both = bool(self.is_fact and self.first and self.second)
        return both and self.first.casefold() != self.second.casefold()


@require_safe
def queue(request: MemberRequest) -> HttpResponse:
    """List the pairs that wait, the likeliest first, with their facts side by side."""
    decisions.require_permission(request, PERMISSION)
    context = {
        "title": _("Likely duplicates"),
        "action_url": reverse("duplicates_decide"),
    }
    rows = LikelyDuplicate.objects.waiting()
    return decisions.render_queue(
        request,
        "spaces/duplicates/queue.html",
        rows,
        context,
        log=space_log,
        actions=ACTIONS,
        prepare=side_by_side,
    )


def side_by_side(pairs: Iterable[LikelyDuplicate]) -> list[dict[str, Any]]:
    """[{pair, spaces, rows}], in a number of queries that does not grow with the pairs."""
    pairs = list(pairs)
    pks = {pk for pair in pairs for pk in (pair.first_id, pair.second_id)}
    spaces = (
        Space.objects.select_related("city__country")
        .prefetch_related(
            "amenities",
            "photos",
            "roles",
            Prefetch("plans", Plan.objects.filter(is_current=True)),
            Prefetch("statements", Statement.objects.filter(replaced_at=None).select_related("source")),
        )
        .in_bulk(pks)
    )
    return [
        {
            "pair": pair,
            "spaces": [spaces[pair.first_id], spaces[pair.second_id]],
            "rows": compare_facts(spaces[pair.first_id], spaces[pair.second_id]),
        }
        for pair in pairs
    ]


def compare_facts(first: Space, second: Space) -> list[Row]:
    """The facts that at least one of the two has."""
    one, other = _facts_in_words(first), _facts_in_words(second)
    rows = [Row(name, one[name], other[name]) for name in one]
    one, other = _related_in_words(first), _related_in_words(second)
    rows += [Row(name, one[name], other[name], is_fact=False) for name in one]
    return [row for row in rows if row.first or row.second]


def _facts_in_words(space: Space) -> dict[str, str]:
    """{label: value} of the compared facts of a space, in words."""
    facts = {fact_label(name): _column_in_words(space, name) for name in COMPARED}
    city = f"{space.city.display_name}, {space.city.country_id}"
    plans = (f"{plan.formatted_amount} / {plan.get_unit_display()}" for plan in space.plans.all())
    return facts | {
        _("City"): city,
        _("Prices"): ", ".join(plans),
        _("Amenities"): ", ".join(amenity.label for amenity in space.amenities.all()),
    }


def _related_in_words(space: Space) -> dict[str, str]:
    """{label: value} of what a space has besides its facts, in words."""
    sources = {f"{row.source.display_name} {row.as_of}".strip() for row in space.statements.all()}
    return {
        _("Photos"): str(len(space.photos.all()) or ""),
        _("Managers"): str(len(space.roles.all()) or ""),
        _("Recommendations"): str(space.recommendation_count or ""),
        _("Sources"): ", ".join(sorted(sources)),
    }


def _column_in_words(space: Space, name: str) -> str:
    display = getattr(space, f"get_{name}_display", None)
    return str(display() if display else getattr(space, name))


@require_POST
def decide(request: MemberRequest) -> HttpResponse:
    """Merge, dismiss, or undo."""
    choices = {
        "keep_first": lambda request, reason: _merge(request, reason, keeps_first=True),
        "keep_second": lambda request, reason: _merge(request, reason, keeps_first=False),
        "apart": _dismiss,
        "undo": decisions.undo_decision(space_log, ACTIONS),
    }
    return decisions.carry_out(request, PERMISSION, choices, reverse("duplicates"))


def _merge(request: MemberRequest, reason: str, *, keeps_first: bool) -> str:
    pair = decisions.target(request, LikelyDuplicate)
    kept, gone = (pair.first, pair.second) if keeps_first else (pair.second, pair.first)
    merging.merge(request.user, kept, gone, reason)
    return _("%(gone)s is one with %(kept)s now. It can be taken back below.") % {"gone": gone, "kept": kept}


def _dismiss(request: MemberRequest, reason: str) -> str:
    merging.dismiss(request.user, decisions.target(request, LikelyDuplicate), reason)
    return _("Not the same: this pair does not come back.")
