"""The sources that the site itself makes: managers, the staff, members, visitors, and the sample data."""

from typing import Any

from coworking.accounts.models import User
from spaces.provenance.models import Source
from spaces.provenance.querysets import VISITORS_KEY, VISITORS_PREFIX

MANAGER_KEY = "manager"
STAFF_KEY = "staff"
SAMPLE_KEY = "sample-data"
ANONYMOUS_NAME = "A member"


def is_reserved(key: str) -> bool:
    """Whether a source is the site's own, in whose name no file may import facts."""
    return key in (MANAGER_KEY, STAFF_KEY, SAMPLE_KEY, VISITORS_KEY) or key.startswith(VISITORS_PREFIX)


def refers_by_space(key: str) -> bool:
    """Whether the references of a source's statements begin with the primary key of their space."""
    return key == MANAGER_KEY or key.startswith(VISITORS_PREFIX)


def visitors_source(count: int = 0) -> Source:
    """Return the source of what so many visitors answered; without a number, of what waits."""
    key = f"{VISITORS_PREFIX}{count}" if count else VISITORS_KEY
    name = "A visitor" if count == 1 else f"{count} visitors" if count else "Visitors"
    return Source.objects.get_or_create(key=key, defaults={"name": name})[0]


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
