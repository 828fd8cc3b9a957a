"""Reviews of two spaces that are merged: they move to the one that stays, and back when it is undone."""

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
from tests.pages import page

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return make_user(is_staff=True, is_superuser=True)


@pytest.fixture
def mill(db):
    return make_space("The Mill", slug="the-mill")


@pytest.fixture
def merged(db):
    """The space that is merged into the Mill."""
    return make_space("Mill", slug="mill")


def snapshot():
    """All comments and recommendations, with the columns that a merge changes."""
    comments = Comment.objects.order_by("pk").values_list(
        "pk", "thread__space__slug", "state", "variant", "parent", "root", "duplicate_count"
    )
    return list(comments), list(Recommendation.objects.order_by("pk").values_list("space", "recommends"))


def test_comments_move_and_duplicates_are_merged(client, mill, merged, moderator):
    marie, tom = make_member(), make_member("Tom")
    make_comment(mill, "Good light.", marie)
    duplicate = make_comment(merged, "good light!", marie)
    reply = make_comment(merged, "Yes, indeed, very good.", tom, parent=duplicate)
    below = make_comment(merged, "I think so as well.", marie, parent=reply)
    make_comment(merged, "Bad coffee, sadly.", tom)
    before = snapshot()
    entry = merging.merge(moderator, mill, merged)
    texts = page(client.get("/en/spaces/the-mill/comments/")).texts("li.comment .comment-text")
    assert sorted(texts) == [
        "Bad coffee, sadly.",
        "Good light.",
        "I think so as well.",
        "Yes, indeed, very good.",
    ]
    assert Comment.objects.get(pk=duplicate.pk).state == CommentState.MERGED
    assert DuplicateComment.objects.get().text == "good light!"
    assert Comment.objects.get(pk=below.pk).root.text == "Good light."
    space_log.undo(moderator, entry, "")
    assert snapshot() == before
    assert not DuplicateComment.objects.exists()


def test_comments_posted_after_the_merge_stay(mill, merged, moderator):
    make_comment(merged, "From before the merge.")
    entry = merging.merge(moderator, mill, merged)
    post_as_member(make_member(), mill.thread, "From after the merge.")
    space_log.undo(moderator, entry, "")
    assert mill.thread.comments.get().text == "From after the merge."
    assert merged.thread.comments.get().text == "From before the merge."


def test_of_two_recommendations_by_a_member_the_newer_counts(mill, merged, moderator):
    marie, tom, eve = make_member(), make_member("Tom"), make_member("Eve")
    set_recommendation(marie, mill, True, ["calls"])
    set_recommendation(marie, merged, False)
    set_recommendation(tom, merged, True)
    set_recommendation(eve, merged, False)
    set_recommendation(eve, mill, True)
    before = snapshot()
    entry = merging.merge(moderator, mill, merged)
    recommends = dict(mill.recommendations.values_list("member__display_name", "recommends"))
    assert recommends == {"Marie": False, "Tom": True, "Eve": True}
    mill.refresh_from_db()
    assert (mill.recommended_count, mill.recommendation_count) == (2, 3)
    assert find_wrong_counts() == []
    space_log.undo(moderator, entry, "")
    assert snapshot() == before
    assert find_wrong_counts() == []


def test_a_favourite_of_both_spaces_is_listed_once(client, mill, merged, moderator):
    marie, tom = make_member(), make_member("Tom")
    for member, space in ((marie, mill), (marie, merged), (tom, merged)):
        Favourite.objects.create(member=member, space=space)
    entry = merging.merge(moderator, mill, merged)
    assert mill.favourites.count() == 2
    client.force_login(marie)
    favourites = page(client.get("/en/account/")).one("section[aria-labelledby=favourites]")
    assert favourites.values("li a", "href") == ["/en/spaces/the-mill/"]
    space_log.undo(moderator, entry, "")
    assert merged.favourites.count() == 2


def test_imported_threads_move(mill, merged, moderator):
    thread = make_comment(merged, "An older comment.").thread
    imported = ImportedThread.objects.create(source="old.example", ref="1", thread=thread)
    entry = merging.merge(moderator, mill, merged)
    imported.refresh_from_db()
    assert imported.thread.space == mill
    space_log.undo(moderator, entry, "")
    imported.refresh_from_db()
    assert imported.thread.space == merged


def test_threads_imported_later_belong_to_the_space_that_stays(mill, merged, moderator):
    merging.merge(moderator, mill, merged)
    for imported in (Page("1", "https://old.example/mill/"), Page("2", "https://old.example/x/", "Mill")):
        assert find_space(imported, {}) == mill
    assert find_space(Page("3", "https://old.example/y"), {"old.example/y": "mill"}) == mill


def test_the_former_url_of_the_thread_redirects(client, mill, merged, moderator):
    merging.merge(moderator, mill, merged)
    response = client.get("/en/spaces/mill/comments/?page=2")
    assert response.url == "/en/spaces/the-mill/comments/"
