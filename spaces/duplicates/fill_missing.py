"""What stands in a space stays; what it lacks is filled from somebody else's word."""

from typing import Any

from spaces.directory.models import Space

# Facts that may be filled. Name, kind and life are the space's own.
FILLED = (
    "street", "postcode", "neighbourhood", "floor", "website", "phone", "email", "description", "video_url",
    "operator", "network", "desks", "people", "rooms", "area_m2", "wifi_mbps", "opening_hours", "opened",
)  # fmt: skip
EMPTY: tuple = (None, "")


Change = dict[str, list[Any]]  # {column: [value before, value after]}


def fill(space: Space, facts: dict[str, Any]) -> Change:
    """Set the columns that are empty from `facts`. The space is not saved."""
    lacking = {name: facts[name] for name in FILLED if name in facts and getattr(space, name) in EMPTY}
    if not space.has_position and facts.get("latitude") is not None:
        lacking |= {"latitude": facts["latitude"], "longitude": facts["longitude"]}
    return put(space, {name: value for name, value in lacking.items() if value not in EMPTY})


def put(space: Space, values: dict[str, Any]) -> Change:
    """Set columns, and tell what that changed. The space is not saved."""
    changed = {
        name: [getattr(space, name), value] for name, value in values.items() if getattr(space, name) != value
    }
    for name, (_before, value) in changed.items():
        setattr(space, name, value)
    return changed


def put_back(space: Space, changed: Change) -> None:
    """Take back what was set, where it still stands as it was set. The space is not saved."""
    for name, (before, after) in changed.items():
        if getattr(space, name) == after:
            setattr(space, name, before)


def facts_of(space: Space) -> dict[str, Any]:
    """The columns of a space that may fill another, as facts."""
    return {name: getattr(space, name) for name in (*FILLED, "latitude", "longitude")}
