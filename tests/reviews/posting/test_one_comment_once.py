"""One comment stands once: by the database, in any order, and with fifty people pressing at once."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from reviews.comments.models import Comment
from reviews.duplicates.models import DuplicateComment
from reviews.recommendations.models import Recommendation
from reviews.recommendations.queries import find_wrong_counts, set_recommendation
from tests.factories import make_comment, make_member, make_space
from tests.threads import at_once

CROWD = 50


@pytest.mark.parametrize("texts", [["Very good light."], ["Very good light.", "  very GOOD light!!"]])
def test_fifty_posts_at_once_are_one_comment(shared_database, settings, texts):
    settings.ACCOUNT_RATE_LIMITS = {"comment": "1000/m/user"}
    space, marie = make_space(slug="here"), make_member()

    def send(number):
        client = Client()
        client.force_login(marie)
        form = {"text": texts[number % len(texts)], "token": f"form-{number}"}
        return client.post("/en/spaces/here/comments/", form, follow=True)

    answers = at_once(CROWD, send)
    assert {answer.status_code for answer in answers} == {200}
    pages = [answer.content.decode() for answer in answers]
    assert sum("Your comment stands" in page for page in pages) == 1
    assert sum("You have already said this here" in page for page in pages) == CROWD - 1
    comment = Comment.objects.get()
    assert comment.thread.space == space
    assert comment.duplicate_count == DuplicateComment.objects.count() == CROWD - 1


def test_one_form_sent_fifty_times_leaves_no_copy(shared_database, settings):
    settings.ACCOUNT_RATE_LIMITS = {"comment": "1000/m/user"}
    make_space(slug="here")
    marie = make_member()

    def send(_number):
        client = Client()
        client.force_login(marie)
        return client.post("/en/spaces/here/comments/", {"text": "Once.", "token": "one"}).status_code

    assert set(at_once(CROWD, send)) == {302}
    assert (Comment.objects.count(), DuplicateComment.objects.count()) == (1, 0)


def test_members_recommending_at_once_are_all_counted(shared_database):
    space = make_space()
    members = [make_member(f"M{number}") for number in range(20)]
    at_once(20, lambda number: set_recommendation(members[number], space, number % 4 > 0, ["calls"]))
    space.refresh_from_db()
    assert (space.recommended_count, space.recommendation_count) == (15, 20)
    assert Recommendation.objects.count() == 20
    assert find_wrong_counts() == []


@pytest.mark.django_db
def test_the_database_itself_refuses_a_double():
    comment = make_comment(make_space(), "Standing here.")
    fields = {"thread": comment.thread, "author": comment.author, "fingerprint": comment.fingerprint}
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.create(text="Standing here.", **fields)


class Order(TestCase):
    """Whatever the order in which texts come, the same comments stand with the same number of copies."""

    @settings(max_examples=15)
    @given(
        st.permutations(
            ["Good light.", "good LIGHT", "Good  light!", "Bad light.", "bad light…", "Good tea."]
        )
    )
    def test_folding_does_not_depend_on_the_order(self, texts):
        space, marie = make_space(), make_member()
        for text in texts:
            make_comment(space, text, marie)
        found = Comment.objects.filter(thread__space=space).values_list("fingerprint", "duplicate_count")
        assert sorted(count for _print, count in found) == [0, 1, 2]
        assert len({print_ for print_, _count in found}) == 3
