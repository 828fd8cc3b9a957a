"""Damaged exports that can be read nevertheless: blank lines, control characters; and exports in gzip."""

import gzip

import pytest
from django.core.management import CommandError

from coworking.files import unpacking
from coworking.files.xml_stream import child_text, elements
from reviews.comments.models import Comment
from tests.reviews.importers.exports import comment, wxr

pytestmark = pytest.mark.django_db
EXPORT = wxr(comment("1", "Très calme."), title="The Mill", slug="the-mill")


def text_of_comment():
    return Comment.objects.get().text


def repairs(report):
    return [problem["reason"] for problem in report["problems"] if problem["ref"] == "the file"]


@pytest.mark.parametrize("blank", ["\n", "\r\n \t\n", "\ufeff\n", "\n\ufeff", "\n" * 600_000])
def test_blank_lines_before_the_xml_declaration_are_no_error(run, blank):
    assert run(blank + EXPORT)["created"] == 1
    assert text_of_comment() == "Très calme."


def test_control_characters_are_left_out_and_reported(run):
    report = run(wxr(comment("1", "hel\x0blo\x00 the\x1fre")))
    assert text_of_comment() == "hello there"
    assert repairs(report)[0].startswith("3 repairs of what XML does not allow")
    assert run(wxr(comment("1", "hel\x0blo\x00 the\x1fre")))["unchanged"] == 1


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "latin-1", "utf-8-sig"])
def test_control_characters_are_left_out_in_every_encoding(run, encoding):
    stated = encoding[:6] if encoding.startswith("utf-16") else encoding.removesuffix("-sig")
    export = wxr(comment("1", "Tr\x0bès calme.")).replace('"1.0"?', f'"1.0" encoding="{stated}"?', 1)
    assert run(export.encode(encoding))["created"] == 1
    assert text_of_comment() == "Très calme."


def cdata(text):
    return wxr(comment("1", "@@")).replace("@@", f"<![CDATA[{text}]]>")


def test_the_end_of_a_section_in_a_text_is_no_error(run):
    report = run(cdata("a ]]> <b>bold</b> c"))
    assert text_of_comment() == "a  bold c]]>"
    assert repairs(report)[0].startswith("1 repairs")


@pytest.mark.parametrize("text", ["<![CDATA[x", "]]]]><![CDATA[> y", "]]", "]", "a]]]"])
def test_a_valid_section_is_read_as_it_is(run, text):
    report = run(cdata(f"very good: {text}"))
    assert report["created"] == 1
    assert not repairs(report | {"problems": report.get("problems", [])})


@pytest.mark.parametrize("size", [1, 2, 3, 7])
def test_repairs_do_not_depend_on_where_portions_end(tmp_path, monkeypatch, size):
    monkeypatch.setattr("coworking.files.bounded_reader.PORTION_BYTES", size)
    path = tmp_path / "file.xml"
    path.write_text("\n\n<?xml version='1.0'?><a><b><c><![CDATA[x\x0b ]] ]]> y]]></c></b></a>")
    counted = []
    found = [child_text(b, "c") for b in elements(path, lambda element: element.tag == "b", counted.append)]
    assert found == ["x ]]  y]]>"]
    assert counted == [2]


def test_a_file_packed_with_gzip_is_read(run):
    assert run(gzip.compress(EXPORT.encode()), name="export.xml.gz")["created"] == 1
    assert run(EXPORT)["unchanged"] == 1


@pytest.mark.parametrize("cut", [slice(0, 40), slice(0, -4), slice(0, 3)])
def test_a_packed_file_that_is_cut_off_is_refused(run, cut):
    with pytest.raises(CommandError, match="packed with gzip, and broken or cut off"):
        run(gzip.compress(EXPORT.encode())[cut])
    assert not Comment.objects.exists()


def test_a_packed_file_that_would_fill_the_disk_is_refused(run, monkeypatch):
    monkeypatch.setattr(unpacking, "MIN_BOUND_BYTES", 1 << 16)
    with pytest.raises(CommandError, match="more than 100 times as long"):
        run(gzip.compress(b"\n" * 1_000_000))
