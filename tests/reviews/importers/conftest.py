"""The command import_comments, run in tests."""

import json

import pytest
from django.core.management import call_command

from reviews.importers.run import OUTCOMES


@pytest.fixture
def run(tmp_path, capsys):
    """Import a text as a file; returns the report."""

    def run(text, *options, name="export.xml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        capsys.readouterr()
        call_command("import_comments", str(path), "--report=json", *options)
        report = json.loads(capsys.readouterr().out)
        assert report["read"] == sum(report[outcome] for outcome in OUTCOMES)
        return {key: value for key, value in report.items() if value}

    return run
