"""The table of tags in docs/importing.md is true: each example gives what it says, and no tag is missing."""

import re
from pathlib import Path

import pytest

from spaces.directory.amenities import AMENITIES
from spaces.directory.vocabulary import fixed_vocabulary, shipped
from spaces.importers.formats.openstreetmap.record import parse_tags

DOCS = (Path(__file__).resolve().parents[4] / "docs" / "importing.md").read_text(encoding="utf-8")
SECTION = DOCS.split("### Every tag\n")[1].split("\n## ")[0]
CODE = re.compile(r"`([^`]+)`")


def rows():
    """(tags, example, fact, value) of each line of the table."""
    for line in SECTION.splitlines():
        if line.startswith("| `") or line.startswith("| all"):
            tags, _meaning, example, gives = (cell.strip() for cell in line[1:-1].split("|"))
            fact, value = [*CODE.findall(gives), "", ""][:2]
            pairs = dict(pair.split("=", 1) for pair in CODE.findall(example))
            yield CODE.findall(tags), pairs, fact, value


class Recorded(dict):
    """Tags that remember which were requested."""

    asked: set[str] = set()

    def get(self, key, default=None):
        self.asked.add(key)
        return super().get(key, default)

    def __contains__(self, key):
        self.asked.add(key)
        return super().__contains__(key)


def record(tags):
    with fixed_vocabulary(shipped()):
        return parse_tags("node/1", {"name": "A", "office": "coworking"} | tags, (50.6, 5.5), "2026-11-01")


@pytest.mark.parametrize(("example", "fact", "value"), [row[1:] for row in rows() if row[1]])
def test_each_example_gives_what_the_table_says(example, fact, value):
    if "amenity" in example:
        example = example | {"office": ""}
    found = record(example)
    if found.address:
        found.facts["street"] = found.address.in_country(found.facts.get("country"))
    if found.prices:
        found.facts["prices"] = [vars(price) for price in found.prices]
    assert found.notes == []
    if fact:
        assert value in str(found.facts[fact])


@pytest.mark.parametrize("bare", [{}, {"office": "vacant"}, {"planned:office": "coworking"}])
def test_every_tag_that_is_read_stands_in_the_table(bare):
    asked = Recorded({"name": "A"} | (bare or {"office": "coworking"}))
    Recorded.asked = set()
    with fixed_vocabulary(shipped()):
        parse_tags("node/1", asked, (50.6, 5.5), "2026-11-01")
    listed = {tag for tags, *_rest in rows() for tag in tags}
    listed |= {tag for amenity in AMENITIES.values() for tag, _value in amenity.osm}
    main, prefixes = {"amenity", "office", "leisure", "workshop"}, {tag for tag in listed if tag.isalpha()}
    listed |= {f"{prefix}:{key}" for prefix in prefixes for key in main}
    assert asked.asked <= listed


def test_every_tag_of_an_amenity_stands_in_the_table_of_amenities():
    table = DOCS.split("\n## Amenities\n")[1].split("\n## ")[0]
    for key, amenity in AMENITIES.items():
        line = next(line for line in table.splitlines() if line.startswith(f"| `{key}`"))
        assert CODE.findall(line)[1:] == [f"{tag}={value}" for tag, value in amenity.osm]
