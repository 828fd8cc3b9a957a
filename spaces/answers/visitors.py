"""Answers of visitors without an account.

What they say waits as a suggested edit of the source "visitors". Of an amenity, and of whether the place is
still open, two networks that agree within 30 days decide; of all else a moderator. Visitors who contradict
one another, or what a manager stated, wait for a person in any case.
"""

from enum import Enum
from typing import Any

from django.db import transaction
from django.utils import timezone

from coworking.audit.locks import lock
from spaces.answers.models import KEY_DAYS, VisitorAnswer
from spaces.answers.networks import delete_expired_keys, hash_of, key_of_today
from spaces.contributions import suggested_edits
from spaces.directory.choices import Status
from spaces.directory.models import Space
from spaces.managers.fact_names import AMENITIES, LIFE
from spaces.managers.facts import agrees, contradicts_manager, value_digest
from spaces.managers.models import SuggestedEdit, SuggestedEditState
from spaces.provenance.own_sources import visitors_source
from spaces.provenance.querysets import VISITORS_KEY

ENOUGH = 2  # networks that agree


class Result(Enum):
    """The outcome of an answer."""

    WAITS = "waits"  # for a second visitor, or a moderator
    FOR_MODERATOR = "for a moderator"
    AGREED = "agreed"  # it is a fact now
    KNOWN = "known"  # others have just settled the same
    DECLINED = "declined"  # a moderator has just declined the same


@transaction.atomic
def answer(space: Space, network: str, fact: str, value: Any) -> Result:
    """Count what a visitor says of one fact of a space, in the form of a suggested edit."""
    space = lock(Space.objects.select_related("city__country"), space.pk)
    delete_expired_keys()
    suggestion, settled = _suggestion_for(space, fact, value)
    if settled:
        return settled
    others = [one for one in _waiting(space) if _subject(one) == _subject(suggestion) and one != suggestion]
    _withdraw(others, network)
    _count(suggestion, network)
    if not can_agree(fact, value) or _contradicted(suggestion, others, space):
        return Result.FOR_MODERATOR
    if suggestion.visitor_answers.count() < ENOUGH:
        return Result.WAITS
    suggested_edits.accept(suggestion, None)
    return Result.AGREED


def can_agree(fact: str, value: Any) -> bool:
    """Whether visitors who agree are enough: not for prices, hours, closures and addresses."""
    return fact == AMENITIES or (fact == "status" and value == Status.OPEN)


def _suggestion_for(space: Space, fact: str, value: Any) -> tuple[SuggestedEdit, Result | None]:
    """Return the suggested edit of a value, which waits; or one that was decided lately, and how."""
    source, now = visitors_source(), timezone.now()
    row, made = SuggestedEdit.objects.select_related("source").get_or_create(
        space=space,
        fact=fact,
        source=source,
        digest=value_digest(value),
        defaults={"value": value, "as_of": timezone.localdate().isoformat()},
    )
    if made:
        return row, None
    is_recent = row.decided_at is not None and (now - row.decided_at).days < KEY_DAYS
    if row.state == SuggestedEditState.DECLINED and is_recent:
        return row, Result.DECLINED
    if row.state == SuggestedEditState.ACCEPTED and is_recent and agrees(space, fact, value):
        return row, Result.KNOWN
    row.state, row.reason, row.decided_by, row.decided_at = SuggestedEditState.WAITING, "", None, None
    row.as_of = timezone.localdate().isoformat()
    row.save(update_fields=["state", "reason", "decided_by", "decided_at", "as_of"])
    return row, None


def _waiting(space: Space) -> list[SuggestedEdit]:
    rows = space.suggested_edits.filter(state=SuggestedEditState.WAITING, source__key=VISITORS_KEY)
    return list(rows.order_by("pk"))


def _subject(suggestion: SuggestedEdit) -> str:
    """What an answer is about: different answers about one subject contradict one another."""
    if suggestion.fact == AMENITIES:
        return f"{AMENITIES}:{','.join(suggestion.value)}"
    return "status" if suggestion.fact == LIFE else suggestion.fact


def _answers_of(suggestion: SuggestedEdit, network: str) -> list[int]:
    """The answers by which a network is counted for a suggested edit, on whichever days."""
    rows = suggestion.visitor_answers.select_related("key")
    return [row.pk for row in rows if row.network == hash_of(network, row.key)]


def _count(suggestion: SuggestedEdit, network: str) -> None:
    """Count a network once."""
    if not _answers_of(suggestion, network):
        key = key_of_today()
        VisitorAnswer.objects.create(suggestion=suggestion, key=key, network=hash_of(network, key))


def _withdraw(others: list[SuggestedEdit], network: str) -> None:
    """Withdraw what a network answered otherwise before: correcting oneself is no contradiction."""
    for other in list(others):
        own = _answers_of(other, network)
        VisitorAnswer.objects.filter(pk__in=own).delete()
        if own and not other.visitor_answers.exists():
            other.delete()
            others.remove(other)


def _contradicted(suggestion: SuggestedEdit, others: list[SuggestedEdit], space: Space) -> bool:
    return bool(others) or contradicts_manager(space, suggestion.fact, suggestion.value)
