"""Every import format of the registry is offered, recognised by its start, and documented."""

from pathlib import Path

import pytest
from django.core.management import load_command_class

from coworking.files.errors import UnreadableFile
from spaces.importers.registry import AUTO, FORMATS, detect_format
from spaces.importers.tables.columns import COLUMNS
from spaces.staff.import_page import ImportForm

DOCS = (Path(__file__).resolve().parents[3] / "docs" / "importing.md").read_text(encoding="utf-8")
STARTS = {
    "tierslieux": "ID,NOM_TL,ADRESSE,CP,COMINIT,NOMCOM,LAT,LONG\n",
    "osm": '{"elements": []}',
    "geojson": '{"features": []}',
    "csv": "Name;City;Country\n",
}
every_format = pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.key)


def test_keys_are_unique():
    keys = [one.key for one in FORMATS]
    assert len(set(keys)) == len(keys)
    assert AUTO not in keys


@every_format
def test_a_section_of_the_docs_describes_it(one):
    assert f"\n## {one.docs_heading}\n" in DOCS
    assert one.key in DOCS.split("--format ")[1].split("]")[0].split("|")


@pytest.mark.parametrize("column", COLUMNS)
def test_the_docs_list_every_column_of_our_own_csv(column):
    assert f"`{column}`" in DOCS.split("## Our own CSV")[1]


@every_format
def test_the_command_offers_it_and_describes_it_in_its_help(one):
    parser = load_command_class("spaces", "import_spaces").create_parser("manage.py", "import_spaces")
    assert parser.parse_args(["file", "--source", "A", "--format", one.key]).format == one.key
    help_text = " ".join(parser.format_help().split())
    assert f"{one.key}: {one.summary} ({', '.join(one.endings)})" in help_text


@every_format
def test_the_import_page_offers_it(one):
    assert (one.key, one.label) in ImportForm().fields["format"].choices


@every_format
def test_a_file_is_recognised_by_its_start(one, tmp_path):
    path = tmp_path / "file"
    path.write_text(STARTS[one.key])
    assert detect_format(path) == detect_format(path, one.key) == one
    for other in FORMATS:
        if other != one:
            with pytest.raises(UnreadableFile, match=f"does not look like the format {other.key}"):
                detect_format(path, other.key)
