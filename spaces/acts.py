"""The log of what was decided about spaces: every decision leaves a row."""

from typing import Any

from coworking.models import User
from spaces.models import Space, SpaceAct


def log(
    actor: User | None,
    action: str,
    space: Space | None,
    reason: str = "",
    *,
    about: str = "",
    before: dict[str, Any] | None = None,
    undoes: SpaceAct | None = None,
) -> SpaceAct:
    """Write down who did what and why. Call it in the transaction of the act itself."""
    return SpaceAct.objects.create(
        actor=actor,
        action=action,
        space=space,
        reason=reason[:500],
        about=(about or str(space or ""))[:300],
        before=before or {},
        undoes=undoes,
    )
