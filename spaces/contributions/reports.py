"""Reports of members on spaces: each changed fact becomes a suggested edit that waits."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language

from coworking.accounts.models import User
from spaces.directory.models import Space
from spaces.managers.fact_names import LIFE, LISTING, NOT_A_SPACE
from spaces.managers.facts import value_digest
from spaces.managers.models import SuggestedEdit, SuggestedEditState
from spaces.provenance.models import Source
from spaces.provenance.own_sources import member_source


@transaction.atomic
def report(
    member: User, space: Space, changes: dict[str, Any], what: str = "", when: str = "", note: str = ""
) -> int:
    """Store a member's report (see `reported_values`); returns how many of its values are new."""
    source = member_source(member)
    values = reported_values(changes, what, when)
    return sum(_save(member, source, space, fact, value, note) for fact, value in values.items())


def reported_values(changes: dict[str, Any], what: str = "", when: str = "") -> dict[str, Any]:
    """Return {fact: value} of a report, as suggested edits have them.

    `what` is "", "closed", "moved" or "not_a_space". A move includes the new address; other changes to a
    place that is gone are ignored.
    """
    values = dict(changes)
    if what == "moved":
        address = {name: values.pop(name) for name in ("street", "postcode", "position") if name in values}
        values[LIFE] = {"type": what, "date": when, **address}
    elif what == "closed":
        values = {LIFE: {"type": what, "date": when}}
    elif what == NOT_A_SPACE:
        values = {LISTING: NOT_A_SPACE}
    return values


def _save(member: User, source: Source, space: Space, fact: str, value: Any, note: str) -> bool:
    """Store one value, once. A value that was accepted before, and is no longer current, waits again."""
    now = {"as_of": timezone.localdate().isoformat(), "note": note, "language": get_language() or ""}
    row, made = SuggestedEdit.objects.get_or_create(
        space=space,
        fact=fact,
        source=source,
        digest=value_digest(value),
        defaults={"value": value, "member": member, **now},
    )
    if made:
        return True
    accepted = SuggestedEdit.objects.filter(pk=row.pk, state=SuggestedEditState.ACCEPTED)
    return bool(accepted.update(state=SuggestedEditState.WAITING, decided_by=None, decided_at=None, **now))
