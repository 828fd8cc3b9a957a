"""The audit log page lists staff actions of all apps, filters them, and undoes them."""

import pytest

from coworking.audit.views import PER_PAGE
from reviews.comments.models import Comment
from reviews.moderation import decisions
from reviews.moderation.log import log_action as log_comment_action
from spaces.audit.log import log_action
from spaces.audit.models import SpaceLogEntry
from spaces.directory.models import Space
from spaces.staff import bulk_actions
from tests.factories import make_comment, make_space, make_staff
from tests.pages import Element, page

pytestmark = pytest.mark.django_db
LOG = "/admin/log/"


@pytest.fixture
def boss(client):
    user = make_staff("administrator")
    client.force_login(user)
    return user


@pytest.fixture
def two_entries(boss):
    """Two log entries: a space was unpublished, then a comment rejected by another user."""
    space = make_space("The Mill", slug="mill")
    bulk_actions.unpublish(boss, Space.objects.all(), "It has no tables.")
    other = make_staff("moderator")
    decisions.reject(other, make_comment(make_space("The Barn", slug="barn"), "Cheap watches."), "It sells.")
    return space, other


def log_page(client, **query) -> Element:
    return page(client.get(LOG, query))


def actions(client, **query) -> list[str]:
    return log_page(client, **query).texts("ol.log b")


def test_entries_of_all_apps_are_listed_newest_first(client, two_entries):
    assert actions(client) == ["rejected", "took off the site"]
    rejected, unpublished = log_page(client).texts("ol.log > li")
    for words in ("Cheap watches.", "It sells.", str(two_entries[1])):
        assert words in rejected
    for words in ("The Mill", "It has no tables."):
        assert words in unpublished


def test_entries_can_be_filtered_by_actor_kind_and_space(client, boss, two_entries):
    assert actions(client, actor=boss.email.upper()) == ["took off the site"]
    assert actions(client, actor="nobody@example.org") == []
    assert actions(client, kind="reviews") == ["rejected"]
    assert actions(client, kind="spaces:unpublished") == ["took off the site"]
    assert actions(client, kind="spaces:published") == []
    assert actions(client, space="mill") == ["took off the site"]
    assert actions(client, space="barn") == ["rejected"]
    assert actions(client, kind="nonsense", space="!!") == ["rejected", "took off the site"]


def test_entries_of_both_apps_can_be_undone(client, boss, two_entries):
    undo = {"reason": "it was wrong"}
    client.post("/admin/log/undo/", undo | {"log": "spaces", "pk": SpaceLogEntry.objects.get().pk})
    client.post(
        "/admin/log/undo/", undo | {"log": "reviews", "pk": Comment.objects.get().log_entries.get().pk}
    )
    assert Space.objects.published().count() == 2
    assert Comment.objects.get().state == "visible"
    assert actions(client) == ["took back", "took back", "rejected", "took off the site"]
    assert log_page(client).texts("ol.log em") == ["taken back", "taken back"]


def test_undoing_requires_a_reason(client, two_entries):
    client.post("/admin/log/undo/", {"log": "spaces", "pk": SpaceLogEntry.objects.get().pk, "reason": ""})
    assert Space.objects.published().count() == 1


@pytest.mark.parametrize("pk", ["", "0", "x", "9" * 40])
def test_undoing_an_unknown_entry_is_not_found(client, two_entries, pk):
    data = {"log": "spaces", "pk": pk, "reason": "x"}
    assert client.post("/admin/log/undo/", data).status_code == 404


def test_moderators_see_entries_about_spaces_but_cannot_undo_them(client, two_entries):
    client.force_login(make_staff("moderator"))
    assert actions(client) == ["rejected", "took off the site"]
    entry = SpaceLogEntry.objects.get()
    data = {"log": "spaces", "pk": entry.pk, "reason": "mine"}
    assert client.post("/admin/log/undo/", data).status_code == 403
    assert len(log_page(client).select('form[action="/admin/log/undo/"]')) == 1


def test_pages_neither_repeat_nor_skip_entries(client, boss, django_assert_max_num_queries):
    space = make_space()
    comment = make_comment(space)
    for number in range(PER_PAGE):
        log_action(boss, "published", space, f"reason {number}")
        log_comment_action(boss, "approve", f"because {number}", comment=comment, before={"state": "held"})
    seen, address = [], LOG
    for _page in range(2):
        with django_assert_max_num_queries(15):
            shown = page(client.get(address))
        seen += shown.texts("ol.log .meta")
        older = shown.links().get("Older")
        address = f"{LOG}{older}" if older else ""
    assert not address
    assert seen == [f"{word} {n}" for n in reversed(range(PER_PAGE)) for word in ("because", "reason")]
