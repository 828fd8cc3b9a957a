"""Queries about contributions."""

from typing import Any

from coworking.accounts.models import User
from spaces.managers.describe import describe_suggestion, fact_label
from spaces.managers.models import ClaimState

MAX_ROWS = 50


def contributions_of(member: User) -> dict[str, Any]:
    """Return a member's newest proposals and reports, and the claims that gave no role, each with its state.

    Reports have `label` and `theirs`: the name of the fact and the reported value.
    """
    reports = list(member.reports.select_related("space").order_by("-pk")[:MAX_ROWS])
    for report in reports:
        report.label, report.theirs = fact_label(report.fact), describe_suggestion(report)
    claims = member.claims.exclude(state=ClaimState.APPROVED)
    return {
        "proposals": member.proposals.select_related("space").order_by("-pk")[:MAX_ROWS],
        "reports": reports,
        "claims": claims.select_related("space").order_by("-pk")[:MAX_ROWS],
    }
