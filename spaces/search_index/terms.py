"""The words and marks by which the index finds a space.

A word stands plain; a word of one of its names stands once more after "=", and so do two neighbours written
as one: "Mundo B" is found by "mundob". Marks begin with "#": what the space has ("#a:wifi", "#k:cafe"), where
it is ("#in:be", "#in:17" for a city, "#at:75031" for a cell of the grid), and the standings that it has
reached: "#b0" is among the best thousand, "#b1" among the best two thousand, and so on.
No folded word can begin so.
"""

from typing import TYPE_CHECKING

from coworking.i18n.normalize import normalize_name

if TYPE_CHECKING:
    from spaces.directory.models import Space
from spaces.directory.querysets import LOWEST

NAME, MARK = "=", "#"
LONGEST = 60  # letters of a word


def traits(kind: str, amenity_keys: list[str], photo_count: int) -> str:
    """What can be filtered by, each between blanks: " k:cafe a:wifi photos "."""
    found = [trait("kind", kind), *(trait("amenity", key) for key in amenity_keys)]
    return f" {' '.join(found + ['photos'] * bool(photo_count))} "


def trait(facet: str, value: str) -> str:
    """The trait of a value of a facet: ("amenity", "wifi") -> "a:wifi"."""
    return f"{facet[0]}:{value}"


def search_text(space: "Space", names: list[str]) -> str:
    """Everything the index holds of a space, whose traits, country code and cell are derived before."""
    named = [split(name) for name in (space.name, *names)]
    words = [word for name in named for word in name]
    joined = [first + second for name in named for first, second in zip(name, name[1:], strict=False)]
    marks = [*space.traits.split(), f"in:{space.country_code.lower()}", f"in:{space.city_id}"]
    if space.cell is not None:
        marks.append(f"at:{space.cell}")
    parts = [*words, *plain_words(space), *(NAME + word for word in words + joined)]
    parts += [MARK + mark for mark in marks]
    return f" {' '.join(dict.fromkeys(parts))} {reached(space.standing)}"


def among_best(tier: int) -> str:
    """The mark of the spaces with this standing or a better one."""
    return f"{MARK}b{tier}"


def reached(standing: int) -> str:
    """The marks of a standing, which end a text: its own and all that are easier to reach."""
    return "".join(f"{among_best(tier)} " for tier in range(standing, LOWEST))


def plain_words(space: "Space") -> list[str]:
    """The words of everything else that is searched."""
    about = [
        space.city.name,
        space.neighbourhood,
        space.street,
        space.postcode,
        space.operator,
        space.network,
        space.kind.replace("_", " "),
        *(part[2:].replace("_", " ") for part in space.traits.split() if part.startswith("a:")),
        space.description,
    ]
    return split(" ".join(about))


def split(text: str) -> list[str]:
    """The folded words of a text."""
    return [word[:LONGEST] for word in normalize_name(text).split()]
