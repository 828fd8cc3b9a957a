"""Positions that were placed by address: by a geocoder, not by a source that knows the place.

A statement of the basis "placed" has the position, the address that it was found for, and how precise it is
("building" or "street"). It counts as long as the space has that position and that address: `keep_valid`
sees to it whenever the derived columns are computed, so that whoever sets another position wins, and a
position of a former address is dropped.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone

from spaces.directory.models import Space
from spaces.provenance.models import Basis, Statement

ADDRESS, PRECISION = "placed_for", "placed_as"  # keys of the facts of such a statement
BUILDING, STREET = "building", "street"


def address_of(space: Space) -> str:
    """Return the address of a space in one line: what a position was placed for."""
    town = f"{space.postcode} {space.city.name}".strip()
    return f"{space.street}, {town}, {space.city.country_id}"


def is_placed_by_address(space: Space) -> bool:
    """Return whether the position of a space was placed by address, and nobody else states it."""
    current = list(space.statements.filter(replaced_at=None))
    return any(map(_is_placed, current)) and not _is_stated_otherwise(space, current)


def current_or_placed(pks: Sequence[int]) -> QuerySet[Statement]:
    """Return the current statements of these spaces, and all that placed one by address."""
    rows = Statement.objects.filter(space__in=pks)
    return rows.filter(Q(replaced_at=None) | Q(as_of_basis=Basis.PLACED))


def keep_valid(spaces: Iterable[Space], statements: Iterable[Statement]) -> list[Statement]:
    """Replace what placed a space for another address, or where it is no more; return what is current.

    The position goes with it, unless somebody set or stated it. A statement that is right again, because
    something was undone, is current again. `statements` are those of `current_or_placed`.
    """
    by_pk = {space.pk: space for space in spaces}
    current = [row for row in statements if row.replaced_at is None]
    placed = [row for row in statements if _is_placed(row)]
    if not placed:
        return current
    by_space: dict[int, list[Statement]] = defaultdict(list)
    for row in current:
        by_space[row.space_id].append(row)
    valid = {}
    for row in sorted(placed, key=lambda row: row.pk):
        space = by_pk[row.space_id]
        if _is_at(space, row) and row.facts.get(ADDRESS) == address_of(space):
            valid[space.pk] = row
    ended = [row for row in placed if row.replaced_at is None and valid.get(row.space_id) is not row]
    back = [row for row in valid.values() if row.replaced_at is not None]
    dropped = [
        space
        for row in ended
        if row.space_id not in valid
        and _is_at(space := by_pk[row.space_id], row)
        and not _is_stated_otherwise(space, by_space[space.pk])
    ]
    Statement.objects.filter(pk__in=[row.pk for row in ended]).update(replaced_at=timezone.now())
    Statement.objects.filter(pk__in=[row.pk for row in back]).update(replaced_at=None)
    Space.objects.filter(pk__in=[space.pk for space in dropped]).update(latitude=None, longitude=None)
    for space in dropped:
        space.latitude = space.longitude = None
    return [row for row in current if row not in ended] + back


def forget(space: Space) -> None:
    """Delete the statement that placed a space by address, and the position with it.

    A decision is undone as if nothing had placed the space since. Derived columns are left to the caller.
    """
    if is_placed_by_address(space):
        Space.objects.filter(pk=space.pk).update(latitude=None, longitude=None)
        space.latitude = space.longitude = None
    space.statements.filter(as_of_basis=Basis.PLACED, replaced_at=None).delete()


def _is_placed(row: Statement) -> bool:
    return row.as_of_basis == Basis.PLACED


def _is_at(space: Space, row: Statement) -> bool:
    """Whether a statement has the position of the space."""
    return space.has_position and (space.latitude, space.longitude) == _position(row)


def _position(row: Statement) -> tuple[float | None, float | None]:
    return row.facts.get("latitude"), row.facts.get("longitude")


def _is_stated_otherwise(space: Space, current: Iterable[Statement]) -> bool:
    """Whether somebody states the position of the space who did not place it by address."""
    return any(_is_at(space, row) for row in current if not _is_placed(row))
