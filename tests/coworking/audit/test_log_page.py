"""One page tells every act of the staff: who, what, why and when, from all rooms."""

import re

import pytest

from coworking.audit.views import PER_PAGE
from reviews.comments.models import Comment
from reviews.moderation import decisions
from spaces.audit.log import log_action
from spaces.audit.models import SpaceLogEntry
from spaces.directory.models import Space
from spaces.staff import bulk_actions
from tests.factories import make_comment, make_space, make_staff

pytestmark = pytest.mark.django_db
LOG = "/admin/log/"


@pytest.fixture
def boss(client):
    user = make_staff("administrator")
    client.force_login(user)
    return user


@pytest.fixture
def two_acts(boss):
    """A space was taken off the site, and then a comment taken down by somebody else."""
    space = make_space("The Mill", slug="mill")
    bulk_actions.unpublish(boss, Space.objects.all(), "It has no tables.")
    other = make_staff("moderator")
    decisions.reject(other, make_comment(make_space("The Barn", slug="barn"), "Cheap watches."), "It sells.")
    return space, other


def lines(client, **query) -> list[str]:
    page = client.get(LOG, query).content.decode()
    return re.findall(r"<b>(.*?)</b>", page[page.index('<ol class="log">') :])


def test_all_acts_stand_on_one_page_newest_first(client, two_acts):
    assert lines(client) == ["rejected", "took off the site"]
    page = client.get(LOG).content.decode()
    for words in ("The Mill", "It has no tables.", "Cheap watches.", "It sells.", str(two_acts[1])):
        assert words in page


def test_it_is_narrowed_by_who_what_and_space(client, boss, two_acts):
    assert lines(client, actor=boss.email.upper()) == ["took off the site"]
    assert lines(client, actor="nobody@example.org") == []
    assert lines(client, kind="reviews") == ["rejected"]
    assert lines(client, kind="spaces:unpublished") == ["took off the site"]
    assert lines(client, kind="spaces:published") == []
    assert lines(client, space="mill") == ["took off the site"]
    assert lines(client, space="barn") == ["rejected"]
    assert lines(client, kind="nonsense", space="!!") == ["rejected", "took off the site"]


def test_acts_of_both_rooms_are_taken_back_here(client, boss, two_acts):
    undo = {"reason": "it was wrong"}
    client.post("/admin/log/undo/", undo | {"log": "spaces", "pk": SpaceLogEntry.objects.get().pk})
    client.post(
        "/admin/log/undo/", undo | {"log": "reviews", "pk": Comment.objects.get().log_entries.get().pk}
    )
    assert Space.objects.published().count() == 2
    assert Comment.objects.get().state == "visible"
    assert lines(client) == ["took back", "took back", "rejected", "took off the site"]
    assert client.get(LOG).content.decode().count("<em>taken back</em>") == 2


def test_taking_back_needs_a_reason(client, two_acts):
    client.post("/admin/log/undo/", {"log": "spaces", "pk": SpaceLogEntry.objects.get().pk, "reason": ""})
    assert Space.objects.published().count() == 1


@pytest.mark.parametrize("pk", ["", "0", "x", "9" * 40])
def test_an_act_that_is_not_there(client, two_acts, pk):
    data = {"log": "spaces", "pk": pk, "reason": "x"}
    assert client.post("/admin/log/undo/", data).status_code == 404


def test_a_moderator_reads_acts_on_spaces_and_does_not_undo_them(client, two_acts):
    client.force_login(make_staff("moderator"))
    assert lines(client) == ["rejected", "took off the site"]
    act = SpaceLogEntry.objects.get()
    data = {"log": "spaces", "pk": act.pk, "reason": "mine"}
    assert client.post("/admin/log/undo/", data).status_code == 403
    assert client.get(LOG).content.decode().count('action="/admin/log/undo/"') == 1


def test_pages_go_on_where_the_last_one_ended(client, boss, django_assert_max_num_queries):
    space = make_space()
    comment = make_comment(space)
    for number in range(PER_PAGE):
        log_action(boss, "published", space, f"reason {number}")
        decisions.approve(boss, comment, f"because {number}")
    seen, address = [], LOG
    for _page in range(2):
        with django_assert_max_num_queries(15):
            page = client.get(address).content.decode()
        seen += re.findall(r'<p class="meta">(\w+ \d+)</p>', page)
        found = re.search(r'href="(\?[^"]+)">Older', page)
        address = f"{LOG}{found[1]}".replace("&amp;", "&") if found else ""
    assert not address
    assert seen == [f"{word} {n}" for n in reversed(range(PER_PAGE)) for word in ("because", "reason")]
