"""`manage.py check_templates` finds lines that are too long, in every kind of template."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command


@pytest.fixture
def check(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    errors = StringIO()

    def run(name: str, text: str) -> None:
        path = tmp_path / "templates" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        call_command("check_templates", stdout=StringIO(), stderr=errors)

    run.errors = errors
    return run


@pytest.mark.parametrize("name", ["page.html", "spaces/list.jinja", "spaces/mail/decision.txt"])
def test_line_of_more_than_120_characters_is_reported_with_its_place(check, name):
    with pytest.raises(CommandError, match="1 lines"):
        check(name, f"{'é' * 120}\n{'x' * 121}\n")
    assert check.errors.getvalue() == f"templates/{name}:2: 121 characters\n"


def test_templates_without_long_lines_pass(check):
    check("page.jinja", "x" * 120)
    assert not check.errors.getvalue()
