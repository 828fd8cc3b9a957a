"""What a member contributed, for their own page."""

from django import template

from coworking.models import User
from spaces import managing
from spaces.models import ClaimState

register = template.Library()

MOST = 50


@register.simple_tag
def my_contributions(member: User) -> dict:
    """The member's newest proposals, reports, and claims that gave no role, each with what became of it."""
    reports = list(member.reports.select_related("space").order_by("-pk")[:MOST])
    for one in reports:
        one.label, one.theirs = managing.label(one.fact), managing.suggested(one)
    claims = member.claims.exclude(state=ClaimState.APPROVED)
    return {
        "proposals": member.proposals.select_related("space").order_by("-pk")[:MOST],
        "reports": reports,
        "claims": claims.select_related("space").order_by("-pk")[:MOST],
    }
