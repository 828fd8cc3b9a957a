"""The staff sees what became of each feed, reads one now, and decides on a file that waits."""

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from spaces.importers.feeds.models import Feed
from spaces.models import ImportRun, Source, Space, SpaceLogEntry
from tests.factories import make_staff
from tests.pages import page
from tests.spaces.importers.feeds.conftest import rows
from tests.spaces.importers.feeds.test_run_feeds import NAMES, put, state

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lyon")]
DECIDE = "/admin/spaces/feed/decide/"


@pytest.fixture
def staff(client):
    staff = make_staff()
    client.force_login(staff)
    return staff


@pytest.fixture
def waiting(feed, folder):
    """A feed whose file shrank from twelve spaces to five."""
    put(feed, folder, *NAMES)
    call_command("run_feeds")
    put(feed, folder, *NAMES[:4], "New")
    with pytest.raises(CommandError):
        call_command("run_feeds", feed.pk)
    return feed


def change_page(client, feed):
    return page(client.get(f"/admin/spaces/feed/{feed.pk}/change/"))


def decide(client, feed, action, **fields):
    return page(client.post(DECIDE, {"pk": feed.pk, "action": action, **fields}, follow=True))


def test_a_feed_is_made_and_read_in_the_admin(client, staff, folder):
    source = Source.objects.create(key="open-places", name="Open places")
    (folder / "places.csv").write_text(rows("Mill"))
    fields = {"source": source.pk, "location": "places.csv", "format": "auto", "area": "", "every_days": "7"}
    url = "/admin/spaces/feed/add/"
    for wrong in ({"location": "../x"}, {"area": "nowhere!"}, {"every_days": "0"}):
        assert page(client.post(url, fields | wrong)).has(".errorlist")
    client.post(url, fields | {"is_active": "on"})
    feed = Feed.objects.get()
    assert "It was never read." in change_page(client, feed).text
    shown = decide(client, feed, "run")
    assert "Open places: places.csv: imported" in shown.text
    assert ImportRun.objects.get().actor == staff
    reading = feed.readings.get()
    assert "Mill" in page(client.get(f"/admin/spaces/feedreading/{reading.pk}/change/")).text
    (folder / "places.csv").unlink()
    assert "failed: cannot be opened" in decide(client, feed, "run").text


def test_a_changed_setting_has_the_same_file_read_again(client, staff, feed, folder):
    put(feed, folder, "Mill")
    call_command("run_feeds")
    fields = {"source": feed.source.pk, "location": "places.csv", "format": "auto", "every_days": "7"}
    client.post(f"/admin/spaces/feed/{feed.pk}/change/", fields | {"area": "fr", "is_complete": "on"})
    call_command("run_feeds", feed.pk)
    assert [one.state for one in feed.readings.all()] == ["imported", "imported"]


def test_the_dashboard_counts_feeds_that_need_a_person(client, staff, waiting):
    dashboard = page(client.get("/admin/"))
    link = next(link for link in dashboard.select(".queues a") if "Feeds that failed" in link.text)
    assert link.text.split()[0] == "1"
    assert "places.csv" in page(client.get(link["href"])).one("#result_list").text
    Feed.objects.update(state="imported")
    assert not page(client.get(link["href"])).has("#result_list")


def test_a_yes_imports_the_file_that_was_shown(client, staff, waiting, folder):
    put(waiting, folder, "Something else")  # since then
    assert "had 12 usable records, this one has 5" in change_page(client, waiting).text
    assert "imported" in decide(client, waiting, "accept").text
    assert Space.objects.filter(name="New").exists()
    assert not Space.objects.filter(name="Something else").exists()
    assert state(waiting) == "imported"
    assert not waiting.readings.first().waiting_file.exists()
    assert "does not wait any more" in decide(client, waiting, "accept").text


def test_a_no_needs_a_reason_and_lasts_until_the_file_changes(
    client, staff, waiting, folder, django_capture_on_commit_callbacks
):
    assert "Say why" in decide(client, waiting, "decline").text
    with django_capture_on_commit_callbacks(execute=True):
        assert "Declined" in decide(client, waiting, "decline", reason="a broken export").text
    assert not waiting.readings.first().waiting_file.exists()
    entry = SpaceLogEntry.objects.get(action="feed_declined")
    assert (entry.actor, entry.reason, entry.about) == (staff, "a broken export", str(waiting))
    call_command("run_feeds", waiting.pk)
    assert state(waiting) == "declined"
    assert not Space.objects.filter(name="New").exists()
    assert "does not wait any more" in decide(client, waiting, "decline", reason="again").text


def test_nobody_declines_a_file_while_somebody_accepts_it(client, staff, waiting):
    Feed.objects.update(running_since=timezone.now())
    assert "is being read at this moment" in decide(client, waiting, "decline", reason="wrong").text
    assert waiting.readings.first().state == "waiting"
    assert not SpaceLogEntry.objects.filter(action="feed_declined").exists()
