"""Answers of people with an account: a report that waits, or, of those who may decide, a fact at once."""

from typing import Any

from django.db import transaction

from coworking.accounts.models import User
from spaces.contributions import reports, suggested_edits
from spaces.contributions.report_queue import PERMISSION
from spaces.directory.models import Space
from spaces.managers import team
from spaces.managers.facts import value_digest
from spaces.managers.models import SuggestedEdit, SuggestedEditState
from spaces.provenance.own_sources import member_source


def may_decide(user: User, space: Space) -> bool:
    """Whether a user manages the space, or decides on reports."""
    return bool(team.level_of(user, space)) or user.has_perm(PERMISSION)


@transaction.atomic
def confirm(user: User, space: Space, changes: dict[str, Any], what: str) -> None:
    """Apply the answer of somebody who may decide; a manager confirms it. Raises NotPossible."""
    reports.report(user, space, changes, what)
    source = member_source(user)
    for fact, value in reports.reported_values(changes, what).items():
        rows = SuggestedEdit.objects.filter(space=space, fact=fact, source=source, digest=value_digest(value))
        rows.update(state=SuggestedEditState.WAITING, decided_by=None, decided_at=None)
        suggested_edits.accept(rows.get(), user)
