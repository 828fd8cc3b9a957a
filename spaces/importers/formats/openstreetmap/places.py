"""Which elements are places to work, and whether they are open, planned or closed.

https://wiki.openstreetmap.org/wiki/Lifecycle_prefix
"""

from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _

from coworking.fields.partial_dates import is_future
from spaces.directory.choices import Status
from spaces.directory.kinds import KIND_TAGS
from spaces.directory.vocabulary import Vocabulary, vocabulary
from spaces.importers.formats.openstreetmap import dates
from spaces.importers.formats.openstreetmap.tags import Tags

# What an element may be besides: named in the reason why it is skipped.
OTHER_KEYS = (
    "shop", "tourism", "craft", "healthcare", "highway", "public_transport", "railway", "building",
)  # fmt: skip
ENDED_PREFIXES = ("disused", "was", "abandoned", "closed", "removed", "razed", "demolished")
PLANNED_PREFIXES = ("construction", "proposed", "planned")
PRIVATE = {"private", "no"}


@dataclass
class Place:
    """What an element is: its kind, its status, and since when.

    `problem` says why it is skipped. `problem_if_new` says why it is skipped unless the site has a place
    under this id, whose status changes then. `is_other_now` is set if the element has become something else:
    only its status concerns the place then.
    """

    kind: str = ""
    status: str = Status.OPEN
    opened: str = ""
    closed: str = ""
    problem: str = ""
    problem_if_new: str = ""
    is_other_now: bool = False


def place_of(tags: Tags) -> Place:
    """What the tags say that the element is."""
    kind = _kind(tags, "")
    if kind:
        if tags.get("access") in PRIVATE:
            return Place(problem=_("private: access=%(value)s") % {"value": tags.get("access")})
        return _living(tags, kind)
    main = (*place_keys(), *OTHER_KEYS)
    other = next((f"{key}={tags.values[key]}" for key in main if key in tags.values), "")
    ended, kind = _prefixed(tags, ENDED_PREFIXES)
    if kind:
        closed = Place(kind, Status.CLOSED, closed=dates.ended(tags))
        if other and not other.startswith("building="):
            closed.is_other_now = True
            closed.problem_if_new = _("%(tag)s, now %(other)s: no place to work") % {
                "tag": ended,
                "other": other,
            }
        return closed
    planned, kind = _prefixed(tags, PLANNED_PREFIXES)
    if kind:
        return Place(kind, Status.PLANNED, opened=dates.first(tags, "opening_date", "start_date"))
    if "vacant" in (tags.get("office"), tags.get("shop"), tags.get("amenity")):
        reason = _("vacant, and not known as a place to work")
        return Place("", Status.CLOSED, closed=dates.ended(tags), problem_if_new=reason, is_other_now=True)
    other = other or next((f"{key}={value}" for key, value in tags.values.items() if _is_lifecycle(key)), "")
    if other:
        return Place(problem=_("no place to work: %(tag)s") % {"tag": other})
    return Place(problem=_("no tag says that it is a place to work"))


def _living(tags: Tags, kind: str) -> Place:
    """The place of an element that has a main tag without a lifecycle prefix."""
    if any(tags.get(prefix) == "yes" for prefix in ENDED_PREFIXES):
        return Place(kind, Status.CLOSED, closed=dates.ended(tags))
    if "end_date" in tags.values and not is_future(tags.get("end_date")):
        return Place(kind, Status.CLOSED, closed=dates.ended(tags))
    opening = dates.first(tags, "opening_date", "start_date")
    is_planned = any(tags.get(prefix) == "yes" for prefix in PLANNED_PREFIXES)
    if is_planned or is_future(opening):
        return Place(kind, Status.PLANNED, opened=opening)
    return Place(kind, opened=dates.first(tags, "start_date", "opening_date"))


def _kind(tags: Tags, prefix: str) -> str:
    """The kind that the main tags with this prefix mean, or ""."""
    found = set()
    for key in place_keys():
        value = tags.values.get(prefix + key)
        if value:
            found |= {(key, part.strip()) for part in value.split(";")}
    kinds = _kinds_of_tags(vocabulary())
    return next((kind for tag, kind in kinds.items() if tag in found), "") if found else ""


def place_keys() -> list[str]:
    """The keys of the tags that mean a kind of place."""
    return _place_keys(vocabulary())


@lru_cache(maxsize=4)
def _place_keys(words: Vocabulary) -> list[str]:
    return list(dict.fromkeys(key for key, _value in _kinds_of_tags(words)))


@lru_cache(maxsize=4)
def _kinds_of_tags(words: Vocabulary) -> dict[tuple[str, str], str]:
    """{(key, value): kind}. Of two kinds, the first is meant: those that are shipped come first."""
    shipped = {tag: kind.value for tag, kind in KIND_TAGS.items() if tag in words.kinds[kind].osm}
    stored = {tag: kind.key for kind in words.kinds.values() for tag in kind.osm}
    return {tag: stored[tag] for tag in shipped} | stored


def _prefixed(tags: Tags, prefixes: tuple[str, ...]) -> tuple[str, str]:
    """(the prefix, the kind) of the first prefix under which a main tag means a place to work."""
    for prefix in prefixes:
        kind = _kind(tags, f"{prefix}:")
        if kind:
            return prefix, kind
    return "", ""


def _is_lifecycle(key: str) -> bool:
    return key.partition(":")[0] in (*ENDED_PREFIXES, *PLANNED_PREFIXES)
