"""Delete the space that a proposal created, as long as nobody added anything to it."""

from django.utils.translation import gettext as _

from coworking.audit.registry import NotPossible
from spaces.analytics.models import WeeklyCount
from spaces.audit.models import SpaceLogEntry
from spaces.contributions.models import Proposal
from spaces.contributions.snapshots import Changes, snapshot
from spaces.directory import placed_positions
from spaces.directory.city_counts import refresh_city_counts
from spaces.directory.models import Space, SpaceAmenity
from spaces.pricing.models import Plan
from spaces.provenance.models import Statement

# Models whose rows were created with the space (the snapshot shows changes), or that nobody states.
CREATED_WITH_SPACE = (Statement, Plan, SpaceAmenity, WeeklyCount, SpaceLogEntry)


def delete_created_space(space: Space, made: Changes, proposal: Proposal) -> None:
    """Delete a space that is as it was created. Raises NotPossible when something was added."""
    placed_positions.forget(space)
    now = snapshot(space)
    is_same = all(now[name] == made[name] for name in now if name != "newest")
    if not is_same or _has_other_rows(space, proposal):
        raise NotPossible(_("The page has been added to since."))
    space.delete()
    refresh_city_counts([space.city_id])


def _has_other_rows(space: Space, proposal: Proposal) -> bool:
    """Whether rows of any app belong to the space that did not come with it."""
    relations = (one for one in Space._meta.related_objects if one.related_model not in CREATED_WITH_SPACE)
    for relation in relations:
        rows = relation.related_model._base_manager.filter(**{relation.field.name: space.pk})
        if relation.related_model is Proposal:
            rows = rows.exclude(pk=proposal.pk)
        if rows.exists():
            return True
    return False
