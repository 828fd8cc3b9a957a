"""Others write between the transactions of an import; one that stops is completed or undone."""

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from coworking.database.writing.exclusive import exclusive
from spaces.importers.run import ImportOptions, run_import
from spaces.models import ImportRun, Plan, Space, SpaceLogEntry, Statement
from tests.factories import make_city, make_comment
from tests.spaces.importers.importing import run, write
from tests.spaces.importers.runs.test_undo import state, undo
from tests.threads import at_once

COLUMNS = "id,name,city,country,latitude,longitude,amenities,day_price\n"
ROWS = [f"{n},Place {n},Lyon,FR,45.7{n},4.85,wifi,2{n}\n" for n in range(6)]


@pytest.fixture(autouse=True)
def lyon(shared_database, monkeypatch):
    """Each transaction takes two rows."""
    monkeypatch.setattr("spaces.importers.run.BATCH", 2)
    monkeypatch.setattr("coworking.database.writing.short_transactions.LONGEST_SECONDS", 0)
    return make_city("Lyon", "FR", latitude=45.75, longitude=4.85, population=500_000, geonameid=1)


@pytest.fixture
def stopped(tmp_path):
    """The file of an import with --complete that the database stops in its second transaction.

    Before it came one that had a row more, and another price.
    """
    before = [ROWS[0].replace(",20\n", ",19\n"), "9,Gone,Lyon,FR,45.79,4.85,,\n"]
    run(write(tmp_path, COLUMNS + "".join(before)), source="List", as_of="2026-01")
    path, inserts = write(tmp_path, COLUMNS + "".join(ROWS), "new.csv"), []

    def fail_at_the_second_insert(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "spaces_spaceamenity"'):
            inserts.append(sql)
            if len(inserts) == 2:
                raise OperationalError("disk I/O error")
        return execute(sql, params, many, context)

    with (
        connection.execute_wrapper(fail_at_the_second_insert),
        pytest.raises(CommandError, match="the import stopped .*disk I/O error"),
    ):
        call_command("import_spaces", str(path), source="List", as_of="2026-11", complete=True)
    return path


def complete(path):
    run(path, source="List", as_of="2026-11", complete=True)


def test_a_comment_is_stored_in_the_middle_of_an_import(tmp_path):
    path, seen = write(tmp_path, COLUMNS + "".join(ROWS)), []

    def comment(count):
        """Between two transactions, in a thread with a connection of its own."""
        stored = Space.objects.count()
        at_once(1, lambda _number: make_comment(Space.objects.first(), f"After {stored} places"))
        seen.append((stored, ImportRun.objects.get().state))

    run_import(path, ImportOptions("List"), progress=comment)
    assert seen == [(2, "running"), (4, "running"), (6, "running")]
    comments = Space.objects.first().thread.comments.order_by("pk").values_list("text", flat=True)
    assert list(comments) == ["After 2 places", "After 4 places", "After 6 places"]
    assert ImportRun.objects.get().state == "finished"


def test_an_import_that_stops_leaves_whole_rows_is_marked_and_marks_nothing_as_missing(stopped):
    part = ImportRun.objects.first()
    assert (part.state, part.finished_at) == ("stopped", None)
    assert "disk I/O error" in part.problem
    assert (part.counts["created"], part.counts["updated"], part.counts["read"]) == (1, 1, 2)
    assert set(Space.objects.values_list("name", flat=True)) == {"Place 0", "Place 1", "Gone"}
    for space in Space.objects.exclude(name="Gone"):
        assert space.statements.filter(run=part, replaced_at=None).count() == 1
        assert space.amenity_rows.count() == space.plans.filter(is_current=True).count() == 1
        assert space.day_price == space.plans.get(is_current=True).amount
    assert not Statement.objects.filter(as_of_basis="gone").exists()


def test_the_same_import_again_completes_one_that_stopped_and_both_are_undone_as_one(stopped):
    first, part = ImportRun.objects.order_by("pk")
    complete(stopped)
    whole = ImportRun.objects.first()
    assert (whole.pk, whole.state, whole.problem) == (part.pk, "finished", "")
    assert (whole.counts["created"], whole.counts["updated"], whole.counts["read"]) == (5, 1, 6)
    assert whole.counts["unchanged"] == 0
    assert Statement.objects.get(as_of_basis="gone").space.name == "Gone"
    entries = SpaceLogEntry.objects.filter(action="imported")
    assert [entry.before["run"] for entry in entries] == [whole.pk, first.pk]
    undo(whole.pk)
    assert set(Space.objects.values_list("name", flat=True)) == {"Place 0", "Gone"}
    assert Plan.objects.get(is_current=True).amount == 19
    assert not Statement.objects.filter(as_of_basis="gone").exists()


def test_a_part_of_an_import_is_undone_and_a_later_import_is_a_new_one(stopped):
    part = ImportRun.objects.first()
    assert "taken back. 0 things" in undo(part.pk)
    assert set(Space.objects.values_list("name", flat=True)) == {"Place 0", "Gone"}
    before = state()
    complete(stopped)
    again = ImportRun.objects.first()
    assert (again.state, again.counts["created"]) == ("finished", 5)
    assert again.pk != part.pk
    undo(again.pk)
    assert state() == before


def test_two_imports_do_not_run_at_once_and_neither_does_an_undo(tmp_path, monkeypatch):
    monkeypatch.setattr("coworking.database.writing.exclusive.PATIENCE_SECONDS", 0)
    path = write(tmp_path, COLUMNS + "".join(ROWS))
    run(path, source="List")
    with exclusive("import"):
        with pytest.raises(CommandError, match="another import is running"):
            at_once(1, lambda _number: run(path, source="Other"))
        with pytest.raises(CommandError, match="Another import is running"):
            undo(ImportRun.objects.get().pk)
    assert ImportRun.objects.get().taken_back_at is None
    assert run(path, source="Other")["updated"] == 6


def test_a_dry_run_takes_no_lock_and_leaves_nothing(tmp_path):
    path = write(tmp_path, COLUMNS + "".join(ROWS))
    before, place = state(), make_city("Paris", "FR")

    def comment(count):
        at_once(1, lambda _number: make_comment(place, f"Comment beside {count}"))

    report = run_import(path, ImportOptions("List"), dry_run=True, progress=comment)
    assert report.counts["created"] == 6
    assert state() == before
    assert not ImportRun.objects.exists()
    assert place.thread.comments.count() == 3
