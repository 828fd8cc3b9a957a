"""What a member contributed, for their own page."""

from django import template

from coworking.models import User
from spaces import managing

register = template.Library()

MOST = 50


@register.simple_tag
def my_contributions(member: User) -> dict:
    """The member's newest proposals and reports, each with what became of it."""
    reports = list(member.reports.select_related("space").order_by("-pk")[:MOST])
    for one in reports:
        one.label, one.theirs = managing.label(one.fact), managing.suggested(one)
    return {
        "proposals": member.proposals.select_related("space").order_by("-pk")[:MOST],
        "reports": reports,
    }
