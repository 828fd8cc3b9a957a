"""The vocabulary of the site: its amenities and kinds, as the code ships them and the operator changed them.

The tables of amenities and kinds hold what the operator changed, and the entries that they added; what is
empty there is as shipped, so that an upgrade extends it. Names and icons replace those that are shipped;
other names and tags are added to them, and a line that begins with "-" takes a shipped one away.

`vocabulary()` is memoised until the data change, in every process. What is computed from a vocabulary may be
memoised by it (`lru_cache`): it is the same object as long as the tables have the same rows.
"""

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db.models import QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from coworking.caching.memoize import memoize
from coworking.templating.icons import icon_names
from spaces.directory.amenities import AMENITIES, DEFAULT_ICON
from spaces.directory.choices import Kind
from spaces.directory.kinds import KIND_ICONS, KIND_TAGS
from spaces.provenance.amenity_values import AmenityValue

LANGUAGES = [code for code, _language in settings.LANGUAGES]
COLUMNS = ("names", "icon", "other_names", "osm", "is_retired")
Tag = tuple[str, str]
Row = tuple[Any, ...]  # (key, order, names as JSON text, ...)


@dataclass(frozen=True)
class Entry:
    """An amenity or a kind.

    `names` are {language: name} in the languages of the site; `other_names` are those that the operator gave.
    `osm` are the tags that mean it; the value "*" is every value but "no" and "none".
    """

    key: str
    icon: str
    names: dict[str, str]
    other_names: tuple[str, ...] = ()
    without_names: frozenset[str] = frozenset()  # shipped ones that the operator took away
    osm: tuple[Tag, ...] = ()
    is_retired: bool = False

    @property
    def label(self) -> str:
        """Its name in the active language."""
        return self.names.get(get_language() or settings.LANGUAGE_CODE) or self.key


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """All amenities and kinds by their keys, in order; the retired ones too."""

    amenities: dict[str, Entry]
    kinds: dict[str, Entry]

    def offered_amenities(self) -> list[Entry]:
        """The amenities that forms and filters offer."""
        return [entry for entry in self.amenities.values() if not entry.is_retired]

    def offered_kinds(self) -> list[Entry]:
        """The kinds that forms and filters offer."""
        return [entry for entry in self.kinds.values() if not entry.is_retired]


_fixed: ContextVar[Vocabulary | None] = ContextVar("vocabulary of a command", default=None)


def vocabulary() -> Vocabulary:
    """Return the vocabulary as it is now."""
    return _fixed.get() or _memoized()


@contextmanager
def fixed_vocabulary(words: Vocabulary | None = None) -> Iterator[Vocabulary]:
    """Let all that the block does have this vocabulary, or that of now, which is read once."""
    words = words or _memoized()
    token = _fixed.set(words)
    try:
        yield words
    finally:
        _fixed.reset(token)


@memoize
def _memoized() -> Vocabulary:
    rows = sorted(_rows("Amenity").union(_rows("SpaceKind"), all=True), key=lambda row: row[:3])
    stored: dict[str, list[Row]] = {"Amenity": [], "SpaceKind": []}
    for model, order, key, names, *others in rows:
        stored[model].append((key, order, json.dumps(names, sort_keys=True), *others))
    return _build(tuple(stored["Amenity"]), tuple(stored["SpaceKind"]))


def _rows(model: str) -> QuerySet[Any, Any]:
    rows = apps.get_model("spaces", model)._default_manager.order_by().annotate(model=Value(model))
    found: QuerySet[Any, Any] = rows.values_list("model", "order", "key", *COLUMNS)
    return found


@cache
def shipped() -> Vocabulary:
    """Return what the code ships."""
    amenities = {
        key: Entry(key, one.icon, _in_all_languages(one.label), osm=one.osm) for key, one in AMENITIES.items()
    }
    kinds = {
        kind.value: Entry(
            kind.value,
            KIND_ICONS[kind],
            _in_all_languages(kind.label),
            osm=tuple(tag for tag, meant in KIND_TAGS.items() if meant == kind),
        )
        for kind in Kind
    }
    return Vocabulary(amenities, kinds)


def shipped_entry(model: str, key: str) -> Entry | None:
    """Return what the code ships under a key of the model "Amenity" or "SpaceKind"; None of other keys."""
    return (shipped().amenities if model == "Amenity" else shipped().kinds).get(key)


@lru_cache(maxsize=8)
def _build(amenity_rows: tuple[Row, ...], kind_rows: tuple[Row, ...]) -> Vocabulary:
    return Vocabulary(_merged(shipped().amenities, amenity_rows), _merged(shipped().kinds, kind_rows))


def _in_all_languages(label: str | Promise) -> dict[str, str]:
    names = {}
    for language in LANGUAGES:
        with override(language):
            names[language] = str(label)
    return names


def _merged(defaults: dict[str, Entry], rows: Iterable[Row]) -> dict[str, Entry]:
    """The shipped entries with the operator's changes, and the operator's own after them."""
    stored = {row[0]: row for row in rows}
    keys = [*defaults, *(key for key in stored if key not in defaults)]
    return {key: _changed(defaults.get(key), stored[key]) if key in stored else defaults[key] for key in keys}


def _changed(default: Entry | None, row: Row) -> Entry:
    key, _order, names_text, icon, other_names, osm, is_retired = row
    own = {language: name for language, name in json.loads(names_text or "{}").items() if name}
    base = default or Entry(key, DEFAULT_ICON, {})
    any_name = own.get(settings.LANGUAGE_CODE) or next(iter(own.values()), key)
    added, removed = lines_of(other_names)
    added_tags, removed_tags = lines_of(osm)
    tags = dict.fromkeys((*base.osm, *map(tag_of, added_tags)))
    return Entry(
        key,
        icon if icon and icon in icon_names() else base.icon,  # an upgrade of Lucide may lack it
        {language: own.get(language) or base.names.get(language) or any_name for language in LANGUAGES},
        tuple(added),
        frozenset(removed),
        tuple(tag for tag in tags if tag not in set(map(tag_of, removed_tags))),
        is_retired,
    )


def lines_of(text: str) -> tuple[list[str], list[str]]:
    """(the lines to add, the lines to take away) of a text: names or tags, one a line or between commas."""
    lines = [line.strip() for line in re.split(r"[\n,;]", text) if line.strip(" -")]
    added = [line for line in lines if not line.startswith("-")]
    return added, [line[1:].strip() for line in lines if line.startswith("-")]


def tag_of(line: str) -> Tag:
    """The tag and the value of "tag=value"; "tag" alone is every value ("*")."""
    tag, _equals, value = line.partition("=")
    return tag.strip(), value.strip() or "*"


def amenity_label(key: str) -> str:
    """Return the name of an amenity in the active language; the key itself of one that is not defined."""
    entry = vocabulary().amenities.get(key)
    return entry.label if entry else key


def amenity_in_words(key: str, value: str, detail: str = "") -> str:
    """Return what is known of an amenity: "wifi", "no wifi", "wifi: limited (in the hall)"."""
    templates: dict[str, str] = {
        AmenityValue.NO: _("no %(amenity)s"),
        AmenityValue.LIMITED: _("%(amenity)s: limited"),
    }
    words = templates.get(value, "%(amenity)s") % {"amenity": amenity_label(key)}
    return f"{words} ({detail})" if detail else words


def amenity_icon(key: str) -> str:
    """Return the name of an amenity's Lucide icon."""
    entry = vocabulary().amenities.get(key)
    return entry.icon if entry else DEFAULT_ICON


def kind_label(kind: str) -> str:
    """Return the name of a kind in the active language; the key itself of one that is not defined."""
    entry = vocabulary().kinds.get(kind)
    return entry.label if entry else kind


def kind_icon(kind: str) -> str:
    """Return the name of a kind's Lucide icon."""
    entry = vocabulary().kinds.get(kind)
    return entry.icon if entry else DEFAULT_ICON


def offered_kinds(current: str = "") -> list[tuple[str, str]]:
    """Return (key, name) of the kinds that a form offers: those in use, and the `current` one."""
    kinds = vocabulary().kinds.values()
    return [(entry.key, entry.label) for entry in kinds if not entry.is_retired or entry.key == current]
