"""The scripts that `make lint` and `make coverage` run find what they are meant to find."""

from pathlib import Path

from tests.project import coverage, import_cycles, terms


def test_terms_are_found_in_names_comments_and_docstrings_only():
    source = '"""What a source told."""\nfigures = "told by letters"  # held for a moment\n'
    assert sorted(terms.in_python(source)) == [(1, "told", ""), (2, "figures", "figures"), (2, "held", "")]


def test_the_parts_of_a_name_are_looked_at():
    assert terms.terms_in_name("OldToldFields") == ["told"]
    assert terms.terms_in_name("fields_told") == ["told"]
    assert terms.terms_in_name("untold_toldish") == []


def test_allowed_phrases_are_no_findings():
    assert terms.terms_in("Price of a meeting room, in letters of other scripts") == []


def test_every_term_in_the_repository_is_a_problem_or_allowed_for_a_reason():
    assert terms.problems(terms.findings()) == []


def test_a_name_is_allowed_in_the_files_of_its_allowance_only(monkeypatch):
    allowance = terms.Allowance("rooms", ("a/",), "rooms of a house")
    monkeypatch.setattr(terms, "ALLOWED_NAMES", (allowance,))
    inside, outside = (terms.Finding(Path(path), 1, "rooms", "rooms") for path in ("a/b.py", "b/a.py"))
    assert terms.problems([inside]) == []
    assert terms.problems([inside, outside]) == ["b/a.py:1: rooms: write app, package"]
    in_prose = terms.Finding(Path("a/b.py"), 1, "rooms")
    assert terms.problems([inside, in_prose]) == ["a/b.py:1: rooms: write app, package"]


def test_an_allowance_that_nothing_needs_is_a_problem(monkeypatch):
    allowance = terms.Allowance("rooms", ("a/", "c/"), "rooms of a house")
    monkeypatch.setattr(terms, "ALLOWED_NAMES", (allowance,))
    inside = terms.Finding(Path("a/b.py"), 1, "rooms", "rooms")
    assert terms.problems([inside]) == ["ALLOWED_NAMES: 'rooms' is not used in c/: remove it"]


def test_texts_of_templates_are_not_looked_at():
    source = '{# told #}\n<p>told</p>{{ _("told") }}{% trans %}told{% endtrans %}\n{{ told.name }}'
    assert sorted(terms.in_template(source)) == [(1, "told", ""), (3, "told", "told")]


def test_code_in_documents_is_not_looked_at():
    assert list(terms.in_markdown("Who told\n\n    told\n\nuses `told`.")) == [(1, "told", "")]


def test_modules_below_the_minimum_are_named():
    files = {"a.py": {"summary": {"percent_covered": 84.9}}, "b.py": {"summary": {"percent_covered": 85.0}}}
    assert coverage.below({"files": files}) == {"a.py": 84.9}


def test_no_modules_import_each_other_in_a_circle():
    assert import_cycles.find_cycle() == []
