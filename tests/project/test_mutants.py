"""`make mutants` shows the changes of a module that no test notices, and only these."""

import os
import subprocess
import sys

from django.conf import settings

from tests.project.mutation_operators import mutants_of

MODULE = "def may_book(days):\n    return days >= 3\n"
TESTS = "from booking import may_book\n\ndef test_days():\n    assert may_book(9) and not may_book(1)\n"


def test_a_change_that_a_test_notices_is_killed_and_every_other_one_is_shown(tmp_path):
    module, tests = tmp_path / "booking.py", tmp_path / "test_booking.py"
    module.write_text(MODULE)
    tests.write_text(TESTS)
    done = subprocess.run(
        [sys.executable, "-m", "tests.project.mutants", module, tests],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "coworking.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    lines = done.stdout.splitlines()
    assert f"{module}: 3 mutants: 1 killed, 2 survived" in lines
    assert {"+    return days > 3", "+    return days >= 4"} < set(lines)
    assert "+    return None" not in lines


def test_a_mutant_has_one_change_and_says_where():
    mutants = list(mutants_of(MODULE, "booking.py"))
    assert [mutant.diff.splitlines()[-1] for mutant in mutants] == [
        "+    return None",
        "+    return days > 3",
        "+    return days >= 4",
    ]
    assert {(mutant.lines, mutant.in_function) for mutant in mutants} == {(range(2, 3), True)}
