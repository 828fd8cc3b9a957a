"""The sources that the site itself makes: managers, the staff, members, and the sample data."""

from typing import Any

from coworking.accounts.models import User
from spaces.provenance.models import Source

MANAGER_KEY = "manager"
STAFF_KEY = "staff"
SAMPLE_KEY = "sample-data"
RESERVED_KEYS = (MANAGER_KEY, STAFF_KEY, SAMPLE_KEY)  # no file may import facts in their name
ANONYMOUS_NAME = "A member"


def manager_source() -> Source:
    """Return the source of everything that managers confirm, created on first use."""
    defaults = {"name": "The manager of the space"}
    return Source.objects.get_or_create(key=MANAGER_KEY, defaults=defaults)[0]


def member_source(member: User) -> Source:
    """Return the source of what a member reports, under the member's current public name."""
    name = member.display_name or ANONYMOUS_NAME
    return Source.objects.update_or_create(key=f"member:{member.pk}", defaults={"name": name})[0]


def anonymize_member_source(sender: Any, instance: User, **kwargs: Any) -> None:
    """Remove the name of a deleted account from the facts that it reported (receiver of `pre_delete`)."""
    Source.objects.filter(key=f"member:{instance.pk}").update(name=ANONYMOUS_NAME)
