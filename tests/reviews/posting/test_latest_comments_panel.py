"""A manager sees on their own page what people said last, and answers from there."""

import pytest

from reviews.recommendations.queries import set_recommendation
from tests.factories import make_comment, make_manager, make_member, make_space

pytestmark = pytest.mark.django_db
KEEP = "/en/spaces/the-mill/keep/"


@pytest.fixture
def mill(db):
    return make_space(slug="the-mill")


def test_the_newest_words_stand_on_the_keep_page_and_can_be_answered(client, mill):
    olga = make_manager(mill)
    comments = [make_comment(mill, f"Word number {number}, and some more.") for number in range(6)]
    make_comment(make_space(), "Said of another place entirely.")
    set_recommendation(make_member("Tom"), mill, True)
    client.force_login(olga)
    page = client.get(KEEP).content.decode()
    assert "Word number 5" in page
    assert "Word number 0" not in page
    assert "another place" not in page
    assert "1 of 1 recommend it" in page
    assert f"/en/spaces/the-mill/comments/?reply={comments[5].pk}#write" in page


def test_an_answered_one_says_so_and_ones_own_answer_is_no_news(client, mill):
    olga = make_manager(mill)
    comment = make_comment(mill, "The coffee machine is broken again.")
    client.force_login(olga)
    answer = {"text": "A new one came this morning.", "parent": comment.pk}
    client.post("/en/spaces/the-mill/comments/", answer)
    page = client.get(KEEP).content.decode()
    assert "answered" in page
    assert "A new one came" not in page
    assert "manages this place" in client.get("/en/spaces/the-mill/comments/").content.decode()


def test_names_of_those_who_recommend_are_not_with_provenance(client, mill):
    set_recommendation(make_member("Tom Secret"), mill, False)
    client.force_login(make_manager(mill))
    page = client.get(KEEP).content.decode()
    assert "does not recommend it" in page
    assert "Tom Secret" not in page
