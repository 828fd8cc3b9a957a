"""Bulk actions on spaces: each requires a reason, is logged for every space, and can be undone."""

import pytest
from django.utils import timezone

from coworking.audit.registry import NotPossible
from spaces.audit.log import log_action, space_log
from spaces.audit.models import SpaceLogEntry
from spaces.directory.models import Space
from spaces.geography.models import City
from spaces.history.models import HistoryEvent
from spaces.staff import bulk_actions
from tests.factories import make_city, make_event, make_space, make_staff

pytestmark = pytest.mark.django_db
LIST = "/admin/spaces/space/"


@pytest.fixture
def editor(client):
    user = make_staff("editor")
    client.force_login(user)
    return user


def tick(client, action: str, spaces, reason: str = "They told us.", **more):
    data = {"action": action, "reason": reason, "_selected_action": [space.pk for space in spaces], **more}
    return client.post(LIST, data, follow=True).content.decode()


def test_many_spaces_are_unpublished_for_one_reason(client, editor):
    liege, mons = make_city(), make_city("Mons")
    spaces = [make_space(city=liege), make_space(city=liege), make_space(city=mons)]
    stays = make_space(city=mons)
    assert "Taken off the site: 3." in tick(client, "unpublish", spaces)
    assert list(Space.objects.published()) == [stays]
    rows = SpaceLogEntry.objects.order_by("space")
    assert [(row.actor, row.action, row.reason, row.space) for row in rows] == [
        (editor, "unpublished", "They told us.", space) for space in spaces
    ]
    assert dict(City.objects.values_list("slug", "space_count")) == {"liege": 0, "mons": 1}


def test_a_reason_is_required(client, editor):
    space = make_space()
    assert "Say why" in tick(client, "unpublish", [space], reason="  ")
    assert Space.objects.published().exists()
    assert not SpaceLogEntry.objects.exists()


def test_spaces_that_do_not_change_are_not_logged(client, editor):
    assert "Shown on the site: 0." in tick(client, "publish", [make_space()])
    assert not SpaceLogEntry.objects.exists()


def test_closed_spaces_leave_the_search_and_keep_their_page(client, editor):
    space = make_space()
    tick(client, "mark_closed", [space])
    assert not Space.objects.in_search().exists()
    assert "This place has closed" in client.get(space.get_absolute_url()).content.decode()
    tick(client, "mark_open", [space])
    assert list(Space.objects.in_search()) == [space]


def test_selecting_all_applies_to_the_filtered_list_only(client, editor):
    for number in range(3):
        make_space(kind="cafe" if number else "library")
    data = {"action": "unpublish", "reason": "test", "select_across": "1", "_selected_action": ["1"]}
    client.post(f"{LIST}?kind__exact=cafe", data)
    assert [space.kind for space in Space.objects.published()] == ["library"]


def test_moderators_have_no_bulk_actions(client):
    client.force_login(make_staff("moderator"))
    space = make_space()
    tick(client, "unpublish", [space])
    assert Space.objects.published().exists()
    assert 'value="unpublish"' not in client.get(LIST).content.decode()


def test_query_count_does_not_grow_with_the_number_of_spaces(editor, django_assert_max_num_queries):
    for _number in range(30):
        make_space()
    with django_assert_max_num_queries(12):
        assert bulk_actions.unpublish(editor, Space.objects.all(), "spring cleaning") == 30


def test_an_action_is_undone_once(editor):
    space = make_space()
    bulk_actions.unpublish(editor, Space.objects.all(), "a mistake")
    entry = SpaceLogEntry.objects.get()
    undone = space_log.undo(editor, entry, "it was a mistake")
    assert (undone.undoes, undone.space, undone.reason) == (entry, space, "it was a mistake")
    assert Space.objects.published().exists()
    assert City.objects.get().space_count == 1
    with pytest.raises(NotPossible, match="Already decided: took back"):
        space_log.undo(editor, entry, "again")


def test_actions_that_cannot_be_undone_are_refused_with_a_message(editor):
    entry = log_action(editor, "claim_declined", make_space(), "no")
    with pytest.raises(NotPossible, match="cannot be taken back"):
        space_log.undo(editor, entry, "please")
    assert SpaceLogEntry.objects.count() == 1


def test_closing_a_space_adds_an_event_with_the_staff_as_its_source(client, editor):
    space, closed_already = make_space(), make_space(status="closed")
    assert "Marked as closed: 1." in tick(client, "mark_closed", [space, closed_already], when="2026-03")
    space.refresh_from_db()
    event = HistoryEvent.objects.get()
    assert (space.status, space.closed) == ("closed", "2026-03")
    assert (event.space, event.type, event.date) == (space, "closed", "2026-03")
    assert (event.source.key, event.as_of) == ("staff", timezone.localdate().isoformat())
    assert "The staff of this site" in client.get(space.get_absolute_url()).content.decode()


def test_closing_without_a_date_leaves_the_known_date(client, editor):
    space = make_space(closed="2019")
    tick(client, "mark_closed", [space])
    space.refresh_from_db()
    assert (HistoryEvent.objects.get().date, space.closed) == ("", "2019")


def test_an_invalid_date_is_refused(client, editor):
    assert "is not understood as a date" in tick(client, "mark_closed", [make_space()], when="in spring")
    assert not HistoryEvent.objects.exists()
    assert Space.objects.in_search().exists()


def test_undoing_a_closing_deletes_its_event(editor):
    space = make_space()
    bulk_actions.mark_closed(editor, Space.objects.all(), "They told us.", "2026-03")
    space_log.undo(editor, SpaceLogEntry.objects.get(), "the wrong one")
    space.refresh_from_db()
    assert (space.status, space.closed) == ("open", "")
    assert not HistoryEvent.objects.exists()
    assert City.objects.get().space_count == 1


def test_a_closing_is_not_undone_after_a_later_event(editor):
    space = make_space()
    bulk_actions.mark_closed(editor, Space.objects.all(), "They told us.")
    make_event(space, "reopened", "2026-05")
    with pytest.raises(NotPossible, match="gone on"):
        space_log.undo(editor, SpaceLogEntry.objects.get(), "late")
    assert HistoryEvent.objects.count() == 2


def test_query_count_of_closing_does_not_grow_with_the_number_of_spaces(
    editor, django_assert_max_num_queries
):
    for _number in range(30):
        make_space()
    with django_assert_max_num_queries(16):
        assert bulk_actions.mark_closed(editor, Space.objects.all(), "spring cleaning") == 30
    assert HistoryEvent.objects.count() == 30
