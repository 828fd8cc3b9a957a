"""Kinds, statuses and amenities of a table as people write them: "Coworking space", "fermé", "Free WiFi".

The names are the keys, the labels in every language of the site, and those of the word lists.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import dropwhile
from typing import NamedTuple

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import override

from coworking.fields.errors import NotUnderstood
from coworking.fields.typed_dates import read_date
from coworking.i18n.normalize import normalize_name
from coworking.i18n.word_lists import (
    AMENITY_NAMES,
    AND_WORDS,
    KIND_NAMES,
    NEGATIONS,
    OR_WORDS,
    STATUS_NAMES,
    VALUE_NAMES,
)
from coworking.i18n.word_lists.lists import words
from spaces.directory.choices import Status
from spaces.directory.vocabulary import Entry, Vocabulary, vocabulary
from spaces.provenance.amenity_values import AmenityValue, with_detail

LONGEST_NAME = 5  # words
_OR = re.compile(rf" (?:{'|'.join(sorted(OR_WORDS))}) ")
_BETWEEN = re.compile(r"(?:\s*[,;|•·\n]\s*|\s/\s)(?![^()]*\))")  # not between brackets
_STATED = re.compile(
    r"(?P<name>.+?)\s*[:=]\s*(?P<value>[^:=()]+?)\s*(?:\((?P<detail>[^()]*)\))?\s*", re.DOTALL
)
_OF = words("de d du des")  # "pas de wifi"
_SINCE = words("since in on as of depuis le en la the sinds op seit")


class Life(NamedTuple):
    """A status, and the partial date since which it holds, or ""."""

    status: str
    since: str = ""


class Amenities(NamedTuple):
    """(amenity, text of its value) of those that a text names, and the parts that are not understood."""

    values: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...] = ()


def read_kind(text: str) -> str:
    """The kind that a text names. Raises NotUnderstood."""
    kind = _kinds(vocabulary()).get(normalize_name(text))
    if not kind:
        raise NotUnderstood(_("unknown kind: %(kind)s") % {"kind": text.strip()[:40]})
    return kind


@lru_cache(maxsize=1024)
def read_status(text: str, day_first: bool | None = None) -> Life:
    """The status that a text names, with the date in "closed since 2020". Raises NotUnderstood."""
    typed = re.sub(r"[():,]", " ", text).split()
    for end in range(len(typed), 0, -1):
        status = _statuses().get(normalize_name(" ".join(typed[:end])))
        if status and "?" not in text:
            date = " ".join(dropwhile(lambda word: word.lower() in _SINCE, typed[end:]))
            return Life(status, read_date(date, day_first) if date else "")
    raise NotUnderstood(_("“%(text)s” is not understood.") % {"text": text.strip()[:60]})


def read_amenities(text: str) -> Amenities:
    """The amenities in a list, such as "Wi-Fi, no lift, wheelchair: limited (two steps)" or "wifi lift=no".

    A part of the list is understood as a whole or not at all: "gym next door" names nothing, and neither does
    a part that contradicts one before it. Where blanks stand between, most words must be keys.
    """
    return _read_amenities(text, vocabulary())


@lru_cache(maxsize=8192)
def _read_amenities(text: str, words: Vocabulary) -> Amenities:
    parts = [part for part in _BETWEEN.split(text.strip()) if part]
    if len(parts) == 1 and _values_in(parts[0], words) is None:
        keys_or_not = parts[0].split()
        are_keys = (
            sum(word.partition("=")[0] in words.amenities for word in keys_or_not) > len(keys_or_not) / 2
        )
        parts = keys_or_not if are_keys and NEGATIONS.isdisjoint(keys_or_not) else parts
    values: dict[str, str] = {}
    unknown = []
    for part in parts:
        found = _values_in(part, words)
        if found is None or any(values.get(key, text) != text for key, text in found.items()):
            unknown.append(part)
        else:
            values |= found
    return Amenities(tuple(values.items()), tuple(unknown))


def _values_in(part: str, words: Vocabulary) -> dict[str, str] | None:
    """{amenity: the text of its value} of a part: "wifi", "no wifi", "wifi: limited (in the hall)"."""
    stated = _STATED.fullmatch(part)
    value = _amenity_values().get(normalize_name(stated["value"])) if stated else None
    if stated and value:
        text = with_detail(value, (stated["detail"] or "").strip())
        keys = _amenities_in(stated["name"], words)
        return {keys[0]: text} if keys and len(keys) == 1 else None
    keys, text = _amenities_in(part, words), AmenityValue.YES.value
    words_of_part = normalize_name(part).split()
    if keys is None and words_of_part and _amenity_values().get(words_of_part[0]) == AmenityValue.NO:
        rest = dropwhile(lambda word: word in _OF, words_of_part[1:])
        keys, text = _amenities_in(" ".join(rest), words), AmenityValue.NO.value
        keys = keys if keys and len(keys) == 1 else None
    return None if keys is None else dict.fromkeys(keys, text)


def _amenities_in(part: str, words: Vocabulary) -> list[str] | None:
    """The amenities whose names a part consists of; None where it has any other word."""
    rest = [word for word in normalize_name(part).split() if word not in AND_WORDS]
    names, found = _amenity_names(words), []
    while rest:
        longest = range(min(LONGEST_NAME, len(rest)), 0, -1)
        length = next((length for length in longest if " ".join(rest[:length]) in names), 0)
        if not length:
            return None
        found.append(names[" ".join(rest[:length])])
        rest = rest[length:]
    return found or None


@lru_cache(maxsize=4)
def _kinds(words: Vocabulary) -> dict[str, str]:
    return _names_of_entries(words.kinds, KIND_NAMES)


@cache
def _statuses() -> dict[str, str]:
    return _names({status.value: status.label for status in Status}, STATUS_NAMES)


@cache
def _amenity_values() -> dict[str, str]:
    return _names({value.value: value.label for value in AmenityValue}, VALUE_NAMES)


@lru_cache(maxsize=4)
def _amenity_names(words: Vocabulary) -> dict[str, str]:
    names = _names_of_entries(words.amenities, AMENITY_NAMES)
    return {
        " ".join(word for word in name.split() if word not in AND_WORDS): key for name, key in names.items()
    }


def _names_of_entries(
    entries: dict[str, Entry], lists: Iterable[dict[str, tuple[str, ...]]]
) -> dict[str, str]:
    """{normalized name: key} of amenities or kinds: what the operator says comes before what is shipped."""
    names: dict[str, str] = {}
    for key, entry in entries.items():
        for name in entry.other_names:
            names.setdefault(normalize_name(name), key)
    for key, entry in entries.items():
        for name in (key, *_with_halves(entry.names.values())):
            names.setdefault(normalize_name(name), key)
    for more in lists:
        for key, others in more.items():
            for name in others:
                names.setdefault(normalize_name(name), key)
    removed = {
        (normalize_name(name), entry.key) for entry in entries.values() for name in entry.without_names
    }
    return {name: key for name, key in names.items() if (name, key) not in removed}


def _with_halves(labels: Iterable[str]) -> list[str]:
    """The labels, and both names in one such as "terrace or garden"."""
    return [name for label in labels for name in (label, *_OR.split(label))]


def _names(labels: dict[str, "str | Promise"], lists: Iterable[dict[str, tuple[str, ...]]]) -> dict[str, str]:
    """{normalized name: key}. A label such as "terrace or garden" is two names. Labels come before lists."""
    names: dict[str, str] = {}
    for key, label in labels.items():
        names.setdefault(normalize_name(key), key)
        for language, _language_name in settings.LANGUAGES:
            with override(language):
                for name in (str(label), *_OR.split(str(label))):
                    names.setdefault(normalize_name(name), key)
    for more in lists:
        for key, others in more.items():
            for name in others:
                names.setdefault(normalize_name(name), key)
    return names
