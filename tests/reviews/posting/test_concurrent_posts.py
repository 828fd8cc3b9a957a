"""The same text is one comment: by a constraint, in any order, and with fifty requests at once."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from reviews.comments.authors import delete_account
from reviews.comments.models import Comment
from reviews.duplicates.models import DuplicateComment
from reviews.recommendations.models import Recommendation
from reviews.recommendations.queries import find_wrong_counts, set_recommendation
from tests.factories import make_comment, make_member, make_space
from tests.pages import page
from tests.threads import at_once

REQUESTS = 50


def test_fifty_posts_at_once_are_one_comment(shared_database, settings):
    """The same text exactly, and with other spaces, capitals and punctuation."""
    settings.ACCOUNT_RATE_LIMITS = {"comment": "1000/m/user"}
    space, marie = make_space(slug="here"), make_member()
    texts = ["Very good light.", "  very GOOD light!!"]

    def send(number):
        client = Client()
        client.force_login(marie)
        form = {"text": texts[number % len(texts)], "token": f"form-{number}"}
        return client.post("/en/spaces/here/comments/", form, follow=True)

    responses = at_once(REQUESTS, send)
    assert {response.status_code for response in responses} == {200}
    messages = [page(response).one(".messages li").text for response in responses]
    assert messages.count("Thank you. Your comment stands.") == 1
    assert messages.count("You have already said this here. It stands once.") == REQUESTS - 1
    comment = Comment.objects.get()
    assert comment.thread.space == space
    assert comment.duplicate_count == DuplicateComment.objects.count() == REQUESTS - 1


def test_one_form_sent_fifty_times_at_once_leaves_no_duplicate(shared_database, settings):
    settings.ACCOUNT_RATE_LIMITS = {"comment": "1000/m/user"}
    make_space(slug="here")
    marie = make_member()

    def send(_number):
        client = Client()
        client.force_login(marie)
        return client.post("/en/spaces/here/comments/", {"text": "Once.", "token": "one"}).status_code

    assert set(at_once(REQUESTS, send)) == {302}
    assert (Comment.objects.count(), DuplicateComment.objects.count()) == (1, 0)


def test_recommendations_at_once_are_all_counted(shared_database):
    space = make_space()
    members = [make_member(f"M{number}") for number in range(20)]
    at_once(20, lambda number: set_recommendation(members[number], space, number % 4 > 0, ["calls"]))
    space.refresh_from_db()
    assert (space.recommended_count, space.recommendation_count) == (15, 20)
    assert Recommendation.objects.count() == 20
    assert find_wrong_counts() == []


def test_recommendations_of_accounts_that_are_deleted_at_once_are_no_longer_counted(shared_database):
    space = make_space()
    members = [make_member(f"M{number}") for number in range(20)]
    for member in members:
        set_recommendation(member, space, True)
    at_once(20, lambda number: delete_account(members[number]))
    space.refresh_from_db()
    assert space.recommendation_count == 0


@pytest.mark.django_db
def test_the_database_refuses_a_second_comment_with_the_same_fingerprint():
    comment = make_comment(make_space(), "Standing desks here.")
    fields = {"thread": comment.thread, "author": comment.author, "fingerprint": comment.fingerprint}
    with pytest.raises(IntegrityError), transaction.atomic():
        Comment.objects.create(text="Standing desks here.", **fields)


class OrderTests(TestCase):
    """Texts in any order make the same comments, with the same number of duplicates."""

    @settings(max_examples=15)
    @given(
        st.permutations(
            ["Good light.", "good LIGHT", "Good  light!", "Bad light.", "bad light…", "Good tea."]
        )
    )
    def test_merging_does_not_depend_on_the_order(self, texts):
        space, marie = make_space(), make_member()
        for text in texts:
            make_comment(space, text, marie)
        comments = Comment.objects.filter(thread__space=space)
        assert sorted(comments.values_list("duplicate_count", flat=True)) == [0, 1, 2]
        assert len(set(comments.values_list("fingerprint", flat=True))) == 3
