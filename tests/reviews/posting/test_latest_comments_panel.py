"""The panel of the newest comments and recommendations on the managers' page of a space."""

import pytest

from reviews.recommendations.queries import set_recommendation
from tests.factories import make_comment, make_manager, make_member, make_space
from tests.pages import page

pytestmark = [pytest.mark.django_db, pytest.mark.once]
KEEP_URL = "/en/spaces/the-mill/keep/"
PANEL = "section[aria-labelledby=latest-comments]"


@pytest.fixture
def mill(db):
    return make_space(slug="the-mill")


def test_the_five_newest_comments_can_be_answered(client, mill):
    comments = [make_comment(mill, f"Remark number {number}, and some more.") for number in range(6)]
    make_comment(make_space(), "About another place entirely.")
    set_recommendation(make_member("Tom"), mill, True)
    client.force_login(make_manager(mill))
    panel = page(client.get(KEEP_URL)).one(PANEL)
    newest = [comment.text for comment in reversed(comments[1:])]
    assert panel.texts("li.comment .comment-text") == newest
    assert "1 of 1 recommend it" in panel.texts("p")
    reply_url = f"/en/spaces/the-mill/comments/?reply={comments[5].pk}#write"
    assert panel.select("li.comment .actions a")[0]["href"] == reply_url


def test_answered_comments_say_so_and_replies_of_managers_are_left_out(client, mill):
    olga = make_manager(mill)
    comment = make_comment(mill, "The coffee machine is broken again.")
    client.force_login(olga)
    reply = {"text": "A new one came this morning.", "parent": comment.pk}
    client.post("/en/spaces/the-mill/comments/", reply)
    shown = page(client.get(KEEP_URL)).one(f"{PANEL} li.comment")
    assert shown.one(".comment-text").text == "The coffee machine is broken again."
    assert shown.texts(".tag") == ["answered"]


def test_members_who_recommend_are_not_named(client, mill):
    set_recommendation(make_member("Tom Secret"), mill, False)
    client.force_login(make_manager(mill))
    response = client.get(KEEP_URL)
    assert page(response).has(f"{PANEL} li", "does not recommend it")
    assert "Tom Secret" not in response.content.decode()
