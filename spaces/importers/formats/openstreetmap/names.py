"""Names and descriptions: https://wiki.openstreetmap.org/wiki/Names."""

import re
from typing import Any

from spaces.importers.formats.openstreetmap.tags import Tags

LONGEST_NAME = 200
LONGEST_DESCRIPTION = 4000
MAIN = ("name", "official_name", "short_name", "brand", "operator")
OTHER = {"alt_name", "short_name", "official_name", "loc_name", "int_name"}
FORMER = {"old_name", "was:name", "disused:name"}
# name:nl, name:zh-Hant, alt_name:en; not name:etymology or name:signed
_IN_A_LANGUAGE = re.compile(
    r"(name|alt_name|short_name|official_name|old_name|description):[a-z]{2,3}(-[A-Za-z]{2,8})?\Z"
)


def names(tags: Tags) -> dict[str, Any]:
    """The name, the other names, and the descriptions.

    {"name", "names": [{"name", "is_former"}], "description", "descriptions": {language: text}}; what is not
    there is left out.
    """
    key, value = _main_name(tags)
    name = tags.fitting(key, value, LONGEST_NAME)
    facts: dict[str, Any] = {"name": _with_branch(tags, name)}
    others: dict[str, bool] = {}
    descriptions: dict[str, str] = {}
    for key, value in tags.values.items():
        base, _colon, language = key.partition(":")
        if base == "description":
            if language and _IN_A_LANGUAGE.match(key):
                descriptions[language] = tags.fitting(key, value, LONGEST_DESCRIPTION)
        elif key in OTHER or key in FORMER or (language and _IN_A_LANGUAGE.match(key)):
            is_former = key in FORMER or base == "old_name"
            for _key, part in tags.parts(key):
                others.setdefault(tags.fitting(key, part, LONGEST_NAME), is_former)
    if facts["name"] != name:
        others.setdefault(name, False)
    for known in ("", facts["name"]):
        others.pop(known, None)
    facts["names"] = [{"name": other, "is_former": former} for other, former in sorted(others.items())]
    facts["description"] = tags.line("description", longest=LONGEST_DESCRIPTION) or next(
        iter(descriptions.values()), ""
    )
    facts["descriptions"] = {language: text for language, text in sorted(descriptions.items()) if text}
    return {key: value for key, value in facts.items() if value}


def _main_name(tags: Tags) -> tuple[str, str]:
    """The tag that names the place, and the name: the first of a list of tags, else one in some language."""
    key, value = tags.first(*MAIN)
    if value:
        return key, value
    return next(
        (
            (key, value)
            for key, value in tags.values.items()
            if key.startswith("name:") and _IN_A_LANGUAGE.match(key)
        ),
        ("", ""),
    )


def _with_branch(tags: Tags, name: str) -> str:
    """The name with that of the branch: "Regus" of the branch "Centre" is "Regus Centre"."""
    branch = tags.line("branch", longest=LONGEST_NAME) if name else ""
    if not branch or branch.casefold() in name.casefold():
        return name
    whole = f"{name} {branch}"
    if len(whole) > LONGEST_NAME:
        tags.refuse("branch", branch)
        return name
    return whole
