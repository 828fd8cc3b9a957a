"""What a member reports of a space: it waits as suggestions, one for each fact."""

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
    """Keep what a member says of a space; returns how many words are new and wait.

    `what` is "", "closed", "moved" or "not_a_space". A move takes the new address along; the other facts of a
    place that is gone do not matter.
    """
    words = dict(changes)
    if what == "moved":
        address = {name: words.pop(name) for name in ("street", "postcode", "position") if name in words}
        words[LIFE] = {"type": what, "date": when, **address}
    elif what == "closed":
        words = {LIFE: {"type": what, "date": when}}
    elif what == NOT_A_SPACE:
        words = {LISTING: NOT_A_SPACE}
    source = member_source(member)
    return sum(_save(member, source, space, fact, value, note) for fact, value in words.items())


def _save(member: User, source: Source, space: Space, fact: str, value: Any, note: str) -> bool:
    """One word, once. What was taken over and does not stand any more may be said again."""
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
