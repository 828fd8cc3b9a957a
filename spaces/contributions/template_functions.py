"""Functions that templates call for what members contribute."""

from typing import Any

from django.utils.safestring import SafeString

from coworking.accounts.models import User
from coworking.templating.library import template_function
from spaces.contributions.likely_duplicates import Candidate, Told
from spaces.managers.describe import describe_suggestion, fact_label
from spaces.managers.models import ClaimState
from spaces.maps.template_functions import spots_map

MAX_SHOWN = 50


@template_function
def candidates_map(candidates: list[Candidate], described: Told | None) -> SafeString:
    """Draw the spaces that may be the described one, and where that one is."""
    return spots_map([candidate.space for candidate in candidates], described.here if described else None)


@template_function
def my_contributions(member: User) -> dict[str, Any]:
    """Return a member's newest proposals, reports and claims without a role, each with its outcome."""
    reports = list(member.reports.select_related("space").order_by("-pk")[:MAX_SHOWN])
    for report in reports:
        report.label, report.theirs = fact_label(report.fact), describe_suggestion(report)
    claims = member.claims.exclude(state=ClaimState.APPROVED)
    return {
        "proposals": member.proposals.select_related("space").order_by("-pk")[:MAX_SHOWN],
        "reports": reports,
        "claims": claims.select_related("space").order_by("-pk")[:MAX_SHOWN],
    }
