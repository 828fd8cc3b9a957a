"""What a member contributed, for their own page."""

from django import template

from coworking.accounts.models import User
from spaces.managers import facts
from spaces.managers.models import ClaimState

register = template.Library()

MOST = 50


@register.simple_tag
def my_contributions(member: User) -> dict:
    """The member's newest proposals, reports, and claims that gave no role, each with what became of it."""
    reports = list(member.reports.select_related("space").order_by("-pk")[:MOST])
    for one in reports:
        one.label, one.theirs = facts.label(one.fact), facts.suggested(one)
    claims = member.claims.exclude(state=ClaimState.APPROVED)
    return {
        "proposals": member.proposals.select_related("space").order_by("-pk")[:MOST],
        "reports": reports,
        "claims": claims.select_related("space").order_by("-pk")[:MOST],
    }
