"""Fill the empty columns of a space from the facts of another source."""

from typing import Any

from spaces.directory.models import Space

# Facts that may be filled. Name, kind and status are the space's own.
FILLABLE = (
    "street", "postcode", "neighbourhood", "floor", "website", "phone", "email", "description", "video_url",
    "operator", "network", "desks", "people", "rooms", "area_m2", "wifi_mbps", "opening_hours", "opened",
)  # fmt: skip
EMPTY = (None, "")

Changes = dict[str, list[Any]]  # {column: [value before, value after]}


def fill_missing(space: Space, facts: dict[str, Any]) -> Changes:
    """Set the columns that are empty from `facts`. The space is not saved."""
    lacking = {name: facts[name] for name in FILLABLE if name in facts and getattr(space, name) in EMPTY}
    if not space.has_position and facts.get("latitude") is not None:
        lacking |= {"latitude": facts["latitude"], "longitude": facts["longitude"]}
    return set_columns(space, {name: value for name, value in lacking.items() if value not in EMPTY})


def set_columns(space: Space, values: dict[str, Any]) -> Changes:
    """Set columns, and return what that changed. The space is not saved."""
    changed = {
        name: [getattr(space, name), value] for name, value in values.items() if getattr(space, name) != value
    }
    for name, (_before, value) in changed.items():
        setattr(space, name, value)
    return changed


def restore_columns(space: Space, changed: Changes) -> None:
    """Restore the former values of columns that were not changed since. The space is not saved."""
    for name, (before, after) in changed.items():
        if getattr(space, name) == after:
            setattr(space, name, before)


def fillable_facts(space: Space) -> dict[str, Any]:
    """The facts of a space that may fill another."""
    return {name: getattr(space, name) for name in (*FILLABLE, "latitude", "longitude")}
