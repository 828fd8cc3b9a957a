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
from spaces.managers.describe import describe_current, fact_label
from spaces.managers.fact_names import AMENITIES
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
ACTIONS = (SpaceAction.MERGED, SpaceAction.DUPLICATE_DISMISSED)
COMPARED = (
    "name", "kind", "status", "street", "postcode", "website", "phone", "email", "operator", "network",
    "opening_hours", "description",
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A row of the comparison: the text of one fact of both spaces."""

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
    """List the pending pairs, the likeliest first, with their facts side by side."""
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
        prepare=comparisons,
    )


def comparisons(pairs: Iterable[LikelyDuplicate]) -> list[dict[str, Any]]:
    """[{pair, spaces, rows}], with a number of queries that does not depend on the number of pairs."""
    pairs = list(pairs)
    pks = {pk for pair in pairs for pk in (pair.first_id, pair.second_id)}
    spaces = (
        Space.objects.select_related("city__country")
        .prefetch_related(
            "amenity_rows",
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
    """The rows of the comparison, without those that are empty for both."""
    one, other = _fact_texts(first), _fact_texts(second)
    rows = [Row(name, one[name], other[name]) for name in one]
    one, other = _related_texts(first), _related_texts(second)
    rows += [Row(name, one[name], other[name], is_fact=False) for name in one]
    return [row for row in rows if row.first or row.second]


def _fact_texts(space: Space) -> dict[str, str]:
    """{label: text} of the compared facts of a space."""
    facts = {fact_label(name): _column_text(space, name) for name in COMPARED}
    city = f"{space.city.display_name}, {space.city.country_id}"
    plans = (f"{plan.formatted_amount} / {plan.get_unit_display()}" for plan in space.plans.all())
    return facts | {
        _("City"): city,
        _("Prices"): ", ".join(plans),
        _("Amenities"): describe_current(space, AMENITIES),
    }


def _related_texts(space: Space) -> dict[str, str]:
    """{label: text} of the rows that belong to a space: photos, managers, recommendations, sources."""
    sources = {f"{row.source.display_name} {row.as_of}".strip() for row in space.statements.all()}
    return {
        _("Photos"): str(len(space.photos.all()) or ""),
        _("Managers"): str(len(space.roles.all()) or ""),
        _("Recommendations"): str(space.recommendation_count or ""),
        _("Sources"): ", ".join(sorted(sources)),
    }


def _column_text(space: Space, name: str) -> str:
    display = getattr(space, f"get_{name}_display", None)
    return str(display() if display else getattr(space, name))


@require_POST
def decide(request: MemberRequest) -> HttpResponse:
    """Carry out the moderator's decision: merge, dismiss, or undo."""
    choices = {
        "keep_first": lambda request, reason: _merge(request, reason, into_first=True),
        "keep_second": lambda request, reason: _merge(request, reason, into_first=False),
        "apart": _dismiss,
        "undo": decisions.undo_decision(space_log, ACTIONS),
    }
    return decisions.carry_out(request, PERMISSION, choices, reverse("duplicates"))


def _merge(request: MemberRequest, reason: str, *, into_first: bool) -> str:
    pair = decisions.target(request, LikelyDuplicate)
    target, duplicate = (pair.first, pair.second) if into_first else (pair.second, pair.first)
    merging.merge_pair(request.user, pair, reason, into_first=into_first)
    return _("%(duplicate)s is one with %(target)s now. It can be taken back below.") % {
        "duplicate": duplicate,
        "target": target,
    }


def _dismiss(request: MemberRequest, reason: str) -> str:
    merging.dismiss(request.user, decisions.target(request, LikelyDuplicate), reason)
    return _("Not the same: this pair does not come back.")
