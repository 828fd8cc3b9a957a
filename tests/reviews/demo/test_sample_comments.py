"""Comments and recommendations by invented members: only on samples, and removed with them."""

import pytest
from django.core import mail
from django.core.management import call_command

from coworking.accounts.models import User
from reviews.comments.models import Author, Comment
from reviews.demo.comments import comment_on_samples
from reviews.recommendations.models import Recommendation
from reviews.recommendations.queries import find_wrong_counts
from tests.factories import make_city, make_space

pytestmark = pytest.mark.django_db


def test_invented_members_get_no_emails(db, django_capture_on_commit_callbacks):
    make_city()
    space = make_space(is_sample=True)
    with django_capture_on_commit_callbacks(execute=True):
        comment_on_samples(None, [space, make_space(is_sample=True), make_space(is_sample=True)])
    assert Comment.objects.exclude(parent=None).exists()
    assert mail.outbox == []


@pytest.mark.once
def test_invented_members_review_samples_only_and_are_removed_with_them(demo):
    assert Comment.objects.exists()
    assert Recommendation.objects.exists()
    assert not Comment.objects.exclude(thread__space__is_sample=True).exists()
    assert not Recommendation.objects.exclude(space__is_sample=True).exists()
    assert find_wrong_counts() == []
    call_command("remove_samples", verbosity=0)
    assert not Comment.objects.exists()
    assert not Author.objects.exists()
    assert not User.objects.filter(email__endswith=".sample@example.org").exists()
