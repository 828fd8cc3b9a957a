"""Every comment format of the registry is offered, recognised, and documented."""

from pathlib import Path

import pytest
from django.core.management import load_command_class

from coworking.files.errors import UnreadableFile
from reviews.importers.registry import FORMATS, detect_format

DOCS = (Path(__file__).resolve().parents[3] / "docs" / "comments.md").read_text(encoding="utf-8")
every_format = pytest.mark.parametrize("one", FORMATS, ids=lambda one: one.key)


@every_format
def test_the_docs_name_it(one):
    assert one.key in DOCS.split("--format ")[1].split("]")[0].split("|")


@every_format
def test_the_command_offers_it_and_describes_it_in_its_help(one):
    parser = load_command_class("reviews", "import_comments").create_parser("manage.py", "import_comments")
    assert parser.parse_args(["file", "--format", one.key]).format == one.key
    assert f"{one.key}: {one.summary}" in " ".join(parser.format_help().split())


SAMPLES = {
    "wxr": "<rss/>",
    "disqus": "<disqus/>",
    "isso": '[{"id": "/a/", "comments": []}]',
    "commento": '{"version": 1, "comments": [{"commentHex": "a"}]}',
    "geodirectory": "comment_ID;comment_post_ID;comment_content\n",
}


@every_format
def test_a_file_is_recognised_by_how_it_begins(one, tmp_path):
    path = tmp_path / "export"
    path.write_text("\ufeff\n" + SAMPLES[one.key])
    assert detect_format(path) == detect_format(path, one.key) == one
    for other in FORMATS:
        if other != one:
            with pytest.raises(UnreadableFile, match=f"no {other.key} file"):
                detect_format(path, other.key)
