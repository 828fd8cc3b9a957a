"""The stars of imported comments: evidence beside the recommendations of members."""

import pytest

from reviews.comments.models import Comment
from tests.factories import make_space
from tests.pages import page
from tests.reviews.importers.exports import comment, wxr

pytestmark = pytest.mark.django_db
MILL = {"title": "The Mill", "slug": "the-mill"}


@pytest.fixture
def mill(db):
    return make_space(name="The Mill", slug="the-mill")


def reasons(report):
    return [problem["reason"] for problem in report.get("problems", [])]


@pytest.mark.parametrize("key", ["rating", "hp_rating"])
def test_stars_are_stored_with_the_comment(run, mill, key):
    export = wxr(comment("1", "Good light.", type="review", meta={key: "5"}), **MILL)
    assert run(export) == {"read": 1, "created": 1}
    assert Comment.objects.get().rating == 5
    assert run(export) == {"read": 1, "unchanged": 1}


@pytest.mark.parametrize(
    ("key", "value"),
    [("rating", "0"), ("rating", "4.5"), ("rating", "9"), ("rating", "x"), ("pixrating", "4")],
)
def test_a_rating_that_is_no_number_of_stars_is_reported(run, mill, key, value):
    report = run(wxr(comment("1", "Good light.", meta={key: value, "akismet": "1"}), **MILL))
    assert reasons(report) == [f"its {key} {value} is not used"]
    assert Comment.objects.get().rating is None


def test_the_thread_shows_stars_which_count_in_no_recommendation(run, mill, client):
    first = comment("1", "Good light.", meta={"rating": "5"})
    second = comment("2", "Loud at noon.", "Bob", "b@example.org", meta={"rating": "2"})
    hidden = comment("3", "Pills.", "S", "s@example.org", approved="spam", meta={"rating": "5"})
    run(wxr(first, second, hidden, **MILL))
    assert "5 of 5 stars" in page(client.get("/en/spaces/the-mill/comments/")).text
    shown = page(client.get("/en/spaces/the-mill/")).one("#comments .ratings").text
    assert "2 imported comments rate it with stars: 3.5 of 5 on average" in shown
    mill.refresh_from_db()
    assert mill.recommendation_count == 0


def test_stars_of_a_copy_count_where_the_comment_has_none(run, mill):
    run(wxr(comment("1", "Good light."), comment("2", "good light", meta={"rating": "4"}), **MILL))
    assert Comment.objects.get().rating == 4


def test_other_stars_of_a_copy_are_reported(run, mill):
    texts = [
        comment("1", "Good light.", meta={"rating": "5"}),
        comment("2", "good light", meta={"rating": "4"}),
    ]
    assert reasons(run(wxr(*texts, **MILL))) == ["4 stars not used: its comment has 5"]
    assert Comment.objects.get().rating == 5


def test_a_later_file_adds_stars_to_comments_that_were_imported_without(run, mill):
    run(wxr(comment("1", "Good light."), **MILL))
    rated = wxr(comment("1", "Good light.", meta={"rating": "4"}), **MILL)
    report = run(rated)
    assert (report["unchanged"], reasons(report)) == (1, ["4 stars added to the comment imported before"])
    assert Comment.objects.get().rating == 4
    assert run(rated) == {"read": 1, "unchanged": 1}
    changed = wxr(comment("1", "Good light.", meta={"rating": "1"}), **MILL)
    assert reasons(run(changed)) == ["1 stars not used: its comment has other ones"]
    assert Comment.objects.get().rating == 4
