"""Lock what somebody decides on: decisions at once leave one outcome, one log entry and one e-mail.

    @transaction.atomic
    def approve(actor: User, claim: Claim) -> None:
        claim = lock_waiting(Claim.objects.select_related("space"), claim.pk, outcome, actor)

Work with the row that is returned: the one that the caller has may be out of date. Save only the columns
that the decision changes.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from coworking.accounts.models import User
from coworking.audit.registry import NotPossible, Outcome

Row = TypeVar("Row", bound=Model)


def lock(rows: QuerySet[Row, Any], pk: Any) -> Row:
    """The row as it is now, locked until the transaction ends. Raises NotPossible when it is gone.

    What `rows` fetches with it (`select_related`) is not locked. A second query fetches the row: PostgreSQL
    joins one for whose lock it has waited with the other rows as they were before.
    """
    list(rows.model._base_manager.select_for_update().filter(pk=pk).values_list("pk"))
    row: Row | None = rows.filter(pk=pk).first()
    if row is None:
        raise NotPossible(_("It is not there any more."))
    return row


def lock_waiting(
    rows: QuerySet[Row, Any], pk: Any, outcome: Callable[[Row], Outcome | None], reader: User | None
) -> Row:
    """The row, locked. Raises NotPossible, with who decided what, when it does not wait.

    `outcome` returns what was decided on the locked row; None while it waits.
    """
    row = lock(rows, pk)
    if decided := outcome(row):
        raise decided.refusal(reader)
    return row
