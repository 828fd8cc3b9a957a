"""When two spaces become one, what was said of both is said of the one, once; and goes back."""

import pytest

from reviews.comments.choices import CommentState
from reviews.comments.models import Comment, ImportedThread
from reviews.duplicates.models import DuplicateComment
from reviews.favourites.models import Favourite
from reviews.importers.record import Page
from reviews.importers.thread_mapping import find_space
from reviews.posting.workflow import post_as_member
from reviews.recommendations.models import Recommendation
from reviews.recommendations.queries import find_wrong_counts, set_recommendation
from spaces.audit.log import space_log
from spaces.duplicates import merging
from tests.factories import make_comment, make_member, make_space, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss():
    return make_user(is_staff=True, is_superuser=True)


@pytest.fixture
def spaces(db):
    return make_space("The Mill", slug="the-mill"), make_space("Mill", slug="mill")


def talk_state():
    comments = Comment.objects.order_by("pk").values_list(
        "pk", "thread__space__slug", "state", "variant", "parent", "root", "duplicate_count"
    )
    return list(comments), list(Recommendation.objects.order_by("pk").values_list("space", "recommends"))


def test_comments_stand_once_and_go_back(client, spaces, boss):
    kept, gone = spaces
    marie, tom = make_member(), make_member("Tom")
    make_comment(kept, "Good light.", marie)
    double = make_comment(gone, "good light!", marie)
    answer = make_comment(gone, "Yes, indeed, very good.", tom, parent=double)
    below = make_comment(gone, "I think so as well.", marie, parent=answer)
    make_comment(gone, "Bad coffee, sadly.", tom)
    before = talk_state()
    act = merging.merge(boss, kept, gone)
    page = client.get("/en/spaces/the-mill/comments/").content.decode()
    for text in ("Good light.", "Yes, indeed, very good.", "I think so as well.", "Bad coffee, sadly."):
        assert text in page
    assert "good light!" not in page
    assert Comment.objects.get(pk=double.pk).state == CommentState.MERGED
    assert DuplicateComment.objects.get().text == "good light!"
    assert Comment.objects.get(pk=below.pk).root.text == "Good light."
    space_log.undo(boss, act, "")
    assert talk_state() == before
    assert not DuplicateComment.objects.exists()


def test_what_is_said_after_the_merge_stays(client, spaces, boss):
    kept, gone = spaces
    make_comment(gone, "From before the merge.")
    act = merging.merge(boss, kept, gone)
    post_as_member(make_member(), kept.thread, "From after the merge.")
    space_log.undo(boss, act, "")
    assert kept.thread.comments.get().text == "From after the merge."
    assert gone.thread.comments.get().text == "From before the merge."


def test_a_members_newest_word_stands(spaces, boss):
    kept, gone = spaces
    marie, tom, eve = make_member(), make_member("Tom"), make_member("Eve")
    set_recommendation(marie, kept, True, ["calls"])
    set_recommendation(marie, gone, False)
    set_recommendation(tom, gone, True)
    set_recommendation(eve, gone, False)
    set_recommendation(eve, kept, True)
    before = talk_state()
    act = merging.merge(boss, kept, gone)
    words = dict(kept.recommendations.values_list("member__display_name", "recommends"))
    assert words == {"Marie": False, "Tom": True, "Eve": True}
    kept.refresh_from_db()
    assert (kept.recommended_count, kept.recommendation_count) == (2, 3)
    assert find_wrong_counts() == []
    space_log.undo(boss, act, "")
    assert talk_state() == before
    assert find_wrong_counts() == []


def test_favourites_follow_and_show_once(client, spaces, boss):
    kept, gone = spaces
    marie, tom = make_member(), make_member("Tom")
    for member, space in ((marie, kept), (marie, gone), (tom, gone)):
        Favourite.objects.create(member=member, space=space)
    act = merging.merge(boss, kept, gone)
    assert kept.favourites.count() == 2
    client.force_login(marie)
    page = client.get("/en/account/").content.decode()
    assert page.count("spaces/the-mill/") == 1
    assert "spaces/mill/" not in page
    space_log.undo(boss, act, "")
    assert gone.favourites.count() == 2


def test_imported_threads_follow(spaces, boss):
    kept, gone = spaces
    thread = make_comment(gone, "An older word.").thread
    imported = ImportedThread.objects.create(source="old.example", ref="1", thread=thread)
    act = merging.merge(boss, kept, gone)
    imported.refresh_from_db()
    assert imported.thread.space == kept
    space_log.undo(boss, act, "")
    imported.refresh_from_db()
    assert imported.thread.space == gone


def test_threads_imported_later_find_the_space_that_stands(spaces, boss):
    kept, gone = spaces
    merging.merge(boss, kept, gone)
    for page in (Page("1", "https://old.example/mill/"), Page("2", "https://old.example/x/", "Mill")):
        assert find_space(page, {}) == kept
    assert find_space(Page("3", "https://old.example/y"), {"old.example/y": "mill"}) == kept


def test_the_old_address_of_the_thread_leads_on(client, spaces, boss):
    kept, gone = spaces
    merging.merge(boss, kept, gone)
    response = client.get("/en/spaces/mill/comments/?page=2")
    assert response.url == "/en/spaces/the-mill/comments/"
