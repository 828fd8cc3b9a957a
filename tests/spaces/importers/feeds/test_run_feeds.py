"""`run_feeds` imports the files that have changed, and leaves what is suspicious to a person."""

import io

import pytest
import time_machine
from django.core.management import CommandError, call_command

from spaces.importers.feeds.models import Feed
from spaces.models import ImportRun, Space, Statement
from tests.spaces.importers.feeds.conftest import rows

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lyon")]
NAMES = [f"Table {number}" for number in range(12)]


def run_feeds(*numbers, fails=False, **options):
    out = io.StringIO()
    if fails:
        with pytest.raises(CommandError):
            call_command("run_feeds", *numbers, stdout=out, **options)
    else:
        call_command("run_feeds", *numbers, stdout=out, **options)
    return out.getvalue()


def state(feed):
    feed.refresh_from_db()
    return feed.state


def put(feed, folder, *names):
    (folder / feed.location).write_text(rows(*names))


def test_a_feed_is_imported_when_it_is_due_and_has_changed(feed, folder):
    put(feed, folder, "Mill")
    with time_machine.travel("2026-11-02T06:00", tick=False):
        assert "1 read, 1 created" in run_feeds()
    assert state(feed) == "imported"
    run = ImportRun.objects.get()
    assert (run.source, run.file_name) == (feed.source, "places.csv")
    assert Statement.objects.get().source == feed.source
    put(feed, folder, "Mill", "Beta")
    with time_machine.travel("2026-11-08T23:00", tick=False):
        assert run_feeds() == ""  # after six days of seven
    with time_machine.travel("2026-11-09T05:00", tick=False):
        assert "2 read, 1 created, 1 unchanged" in run_feeds()
    with time_machine.travel("2026-11-16T05:00", tick=False):
        assert "no news" in run_feeds()
        assert ImportRun.objects.count() == 2
        assert "2 unchanged" in run_feeds(feed.pk, force=True)
    reading = feed.readings.first()
    assert reading.run == ImportRun.objects.first()
    assert reading.report["columns"][1]["column"] == "name"
    Feed.objects.update(is_active=False)
    with time_machine.travel("2027-11-16T05:00", tick=False):
        assert run_feeds() == ""


def test_a_file_of_a_url_is_not_fetched_again_before_it_changes(feed, server):
    Feed.objects.update(location=server.url())
    server.files["/places.csv"] = (200, {"ETag": '"one"'}, rows("Mill"))
    run_feeds(feed.pk)
    assert "no news" in run_feeds(feed.pk)
    assert server.asked[1]["If-None-Match"] == '"one"'
    server.files["/places.csv"] = (200, {}, rows("Mill"))
    assert "no news" in run_feeds(feed.pk)  # without an ETag, by its digest
    assert ImportRun.objects.count() == 1


def test_a_failure_is_reported_and_does_not_stop_the_next_feed(feed, folder):
    second = Feed.objects.create(source=feed.source, location="second.csv")
    put(second, folder, "Mill")
    output = run_feeds(fails=True)
    assert "failed; cannot be opened: No such file" in output
    assert Space.objects.get().name == "Mill"
    assert (state(feed), feed.readings.get().message) == (
        "failed",
        "cannot be opened: No such file or directory",
    )
    (folder / "places.csv").write_text("nothing of a table")
    assert "failed; the file does not look like" in run_feeds(feed.pk, fails=True)
    (folder / "places.csv").write_text("id,name,city,country\n")
    assert "failed; there is no record" in run_feeds(feed.pk, fails=True)
    put(feed, folder, "Beta")
    run_feeds(feed.pk)
    assert state(feed) == "imported"


@pytest.mark.parametrize("is_complete", [False, True])
def test_a_shrunken_file_waits_and_nothing_of_it_is_imported(feed, folder, is_complete):
    Feed.objects.update(is_complete=is_complete)
    put(feed, folder, *NAMES)
    run_feeds()
    put(feed, folder, *NAMES[:9], "New")
    output = run_feeds(feed.pk, fails=True)
    assert "waits for a yes" in output
    assert "12" in output
    assert "10" in output
    assert not Space.objects.filter(name="New").exists()
    assert not Statement.objects.filter(as_of_basis="gone").exists()
    assert state(feed) == "waiting"
    waiting = feed.readings.first()
    assert waiting.waiting_file.read_text() == rows(*NAMES[:9], "New")
    assert waiting.waiting_file.stat().st_mode & 0o077 == 0
    assert "no news" in run_feeds(feed.pk)
    assert state(feed) == "waiting"
    put(feed, folder, *NAMES, "New")
    run_feeds(feed.pk)
    assert state(feed) == "imported"
    waiting.refresh_from_db()
    assert (waiting.state, waiting.waiting_file.exists()) == ("replaced", False)
    assert Space.objects.filter(name="New").exists()


def test_a_feed_that_is_being_read_is_not_read_twice(feed, folder):
    put(feed, folder, "Mill")
    with time_machine.travel("2026-11-02T06:00", tick=False):
        reading = feed.readings.create(state="running")
        Feed.objects.update(running_since=reading.started_at)
        assert "is being read at this moment" in run_feeds()
    with time_machine.travel("2026-11-02T19:00", tick=False):
        assert "1 created" in run_feeds()  # the process that read it is gone
    reading.refresh_from_db()
    assert (reading.state, reading.message) == ("failed", "the process that read it did not come to its end")


def test_feeds_are_listed_and_named_by_number(feed):
    assert f"{feed.pk}  Open places: places.csv: " in run_feeds(list=True)
    with pytest.raises(CommandError, match="There is no feed 999"):
        call_command("run_feeds", 999)
