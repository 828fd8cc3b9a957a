"""The scripts that `make lint` and `make coverage` run find what they are meant to find."""

from tests.project import coverage, import_cycles, terms


def test_terms_are_found_in_names_comments_and_docstrings_only():
    source = '"""What a source told."""\nfigures = "told by letters"  # held for a moment\n'
    assert sorted(terms.in_python(source)) == [(1, "told"), (2, "figures"), (2, "held")]


def test_the_parts_of_a_name_are_looked_at():
    assert terms.terms_in_name("OldToldFields") == ["told"]
    assert terms.terms_in_name("fields_told") == ["told"]
    assert terms.terms_in_name("untold_toldish") == []


def test_allowed_meanings_are_no_findings():
    assert terms.terms_in("Price of a meeting room, in two letters") == []


def test_texts_of_templates_are_not_looked_at():
    source = '{# told #}\n<p>told</p>{{ _("told") }}{% trans %}told{% endtrans %}\n{{ told.name }}'
    assert sorted(terms.in_template(source)) == [(1, "told"), (3, "told")]


def test_code_in_documents_is_not_looked_at():
    assert list(terms.in_markdown("Who told\n\n    told\n\nuses `told`.")) == [(1, "told")]


def test_modules_below_the_minimum_are_named():
    files = {"a.py": {"summary": {"percent_covered": 84.9}}, "b.py": {"summary": {"percent_covered": 85.0}}}
    assert coverage.below({"files": files}) == {"a.py": 84.9}


def test_no_modules_import_each_other_in_a_circle():
    assert import_cycles.find_cycle() == []
