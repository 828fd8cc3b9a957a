"""The newest comments on the home page."""

import pytest

from tests.factories import make_city, make_comment, make_space
from tests.pages import page

pytestmark = pytest.mark.django_db


def test_the_home_page_has_the_newest_comments_of_different_places_samples_last(client):
    city = make_city()
    sample = make_space("Sample", city=city, is_sample=True)
    mill, hidden = make_space("Mill", city=city), make_space("Hidden", city=city, is_published=False)
    for number in range(3):
        make_comment(mill, f"Remark number {number}, and some more.")
    make_comment(sample, "Nobody has ever been here.")
    make_comment(hidden, "Not to be seen by anybody.")
    shown = page(client.get("/en/")).select("section[aria-labelledby=recent-comments] .quote")
    assert [quote.one("blockquote").text for quote in shown] == [
        "Remark number 2, and some more.",
        "Remark number 1, and some more.",
        "Remark number 0, and some more.",
        "Nobody has ever been here.",
    ]
    assert shown[-1].has(".tag", "sample")
    make_comment(city, "This city has trams.")
    first = page(client.get("/en/")).select("section[aria-labelledby=recent-comments] .quote")[0]
    assert first.one("blockquote").text == "This city has trams."


def test_without_comments_the_home_page_has_no_such_part(client):
    make_space()
    assert not page(client.get("/en/")).has("section[aria-labelledby=recent-comments]")
