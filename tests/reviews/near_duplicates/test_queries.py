"""Which comments wait for a moderator as nearly the same, one by one and in the batches of an import."""

import pytest

from reviews.comments.choices import CommentState
from reviews.comments.models import Comment
from reviews.near_duplicates.models import NearMatch, Shingle, Verdict
from reviews.near_duplicates.queries import (
    MAX_COMPARED,
    is_near_rejected,
    queue_near_matches,
    queue_near_matches_of_batch,
)
from reviews.near_duplicates.similarity import score, sketch
from tests.factories import make_comment, make_member, make_space

pytestmark = pytest.mark.django_db
TEXT = "The meeting rooms are bright and quiet, and the coffee is good."
NEAR = "The meeting rooms are bright and quiet, and the cofee is realy good."
OTHER = "Trams stop in front of the door every ten minutes until midnight."


def pairs():
    return set(NearMatch.objects.values_list("first", "second", "verdict"))


def one_by_one(comments):
    for comment in comments:
        queue_near_matches(comment)


@pytest.fixture(params=[one_by_one, queue_near_matches_of_batch])
def queue(request):
    """Queue near matches as if these comments had just been posted, or imported, in this order."""

    def start_again(*comments):
        Shingle.objects.all().delete()
        NearMatch.objects.all().delete()
        request.param(list(comments))

    return start_again


def test_near_texts_of_a_thread_wait_with_their_score(space, queue):
    first, second, _other = (make_comment(space, text) for text in (TEXT, NEAR, OTHER))
    queue(first, second, _other)
    (match,) = NearMatch.objects.all()
    assert (match.first, match.second, match.verdict) == (first, second, Verdict.WAITING)
    assert match.score == score(TEXT, NEAR) > 82


def test_near_texts_of_two_threads_do_not_wait(space, queue):
    queue(make_comment(space, TEXT), make_comment(make_space(), NEAR))
    assert pairs() == set()


def test_texts_with_one_fingerprint_are_no_near_match(space, queue):
    queue(make_comment(space, TEXT), make_comment(space, TEXT.upper()))
    assert pairs() == set()


@pytest.mark.parametrize(
    ("state", "waits"),
    [
        (CommentState.VISIBLE, True),
        (CommentState.PENDING, True),
        (CommentState.REJECTED, False),
        (CommentState.DELETED, False),
        (CommentState.MERGED, False),
    ],
)
def test_only_what_is_published_or_pending_is_compared(space, queue, state, waits):
    first, second = make_comment(space, TEXT), make_comment(space, NEAR)
    Comment.objects.filter(pk=first.pk).update(state=state)
    queue(first, second)
    assert bool(pairs()) == waits


def test_texts_of_a_few_characters_are_not_compared(space, queue):
    queue(make_comment(space, "Quietinsidee"), make_comment(space, "Quietinside"))
    assert pairs() == set()
    queue(make_comment(space, "Quiet insidee"), make_comment(space, "Quiet inside"))
    assert len(pairs()) == 1


def test_pingbacks_are_compared_with_nothing(space, queue):
    first, second = make_comment(space, TEXT), make_comment(space, NEAR)
    Comment.objects.filter(pk=second.pk).update(is_pingback=True)
    second.refresh_from_db()
    queue(first, second)
    assert pairs() == set()
    assert not second.shingles.exists()


def test_each_comment_has_its_sketch_in_its_thread(space, queue):
    comment, other = make_comment(space, TEXT), make_comment(make_space(), OTHER)
    queue(comment, other)
    assert sorted(comment.shingles.values_list("hash", flat=True)) == sketch(TEXT)
    assert set(other.shingles.values_list("thread", flat=True)) == {other.thread_id}


def test_a_comment_is_compared_with_the_most_similar_of_its_thread(space, queue):
    spellings = ("cofee", "coffe", "cofffee", "ccoffee", "coffeee", "brigth", "briight", "brightt")
    spellings += ("quiett", "quiiet", "goood", "meting", "meetting", "roomss")
    words = ("coffee", "bright", "quiet", "good", "meeting", "rooms")
    texts = [TEXT.replace(next(w for w in words if w[0] == one[0]), one) for one in spellings]
    comments = [make_comment(space, text) for text in texts]
    queue(*comments)
    second = [second for _first, second, _verdict in pairs()]
    assert second.count(comments[-1].pk) == MAX_COMPARED


def test_a_near_text_is_found_among_many_others(space, queue):
    others = [make_comment(space, f"{OTHER} That was true in {year}.") for year in range(2001, 2016)]
    first, second = make_comment(space, TEXT), make_comment(space, NEAR)
    queue(*others, first, second)
    assert pairs() == {(first.pk, second.pk, Verdict.WAITING)}


def test_texts_that_share_fewer_than_three_shingles_are_not_compared(space, queue):
    assert score("So quiet here", "So quiett here") > 82
    queue(make_comment(space, "So quiet here"), make_comment(space, "So quiett here"))
    assert pairs() == set()
    assert not is_near_rejected(rejected("So quiet here").thread_id, "So quiett here")


def test_texts_that_share_three_shingles_are_compared(space, queue):
    first, second = make_comment(space, "So warm fast"), make_comment(space, "So warm faast")
    assert len(set(sketch(first.text)) & set(sketch(second.text))) == 3
    queue(first, second)
    assert pairs() == {(first.pk, second.pk, Verdict.WAITING)}
    assert is_near_rejected(rejected(second.text).thread_id, first.text)


def rejected(text):
    """The comment with this text, rejected."""
    Comment.objects.filter(text=text).update(state=CommentState.REJECTED)
    return Comment.objects.get(text=text)


def test_a_pair_that_is_not_the_same_stays_so_after_an_edit(space):
    first, second = make_comment(space, TEXT), make_comment(space, NEAR)
    NearMatch.objects.update(verdict=Verdict.DIFFERENT)
    second.text = NEAR.replace("realy", "really")
    second.save(update_fields=["text"])
    queue_near_matches(second)
    assert pairs() == {(first.pk, second.pk, Verdict.DIFFERENT)}


def test_an_edit_of_either_comment_ends_their_near_match(space):
    for position in (0, 1):
        comments = make_comment(space, TEXT), make_comment(space, NEAR)
        assert len(pairs()) == 1
        edited = comments[position]
        edited.text = OTHER
        edited.save(update_fields=["text"])
        queue_near_matches(edited)
        assert pairs() == set()
        assert sorted(edited.shingles.values_list("hash", flat=True)) == sketch(OTHER)
        Comment.objects.all().delete()


def test_an_edit_of_one_comment_does_not_end_the_near_matches_of_others(space):
    make_comment(space, TEXT)
    make_comment(space, NEAR)
    before = pairs()
    queue_near_matches(make_comment(space, OTHER))
    assert pairs() == before != set()


def test_a_text_near_to_a_rejected_one_of_its_thread_is_recognised(space):
    comment = make_comment(space, TEXT)
    assert not is_near_rejected(comment.thread_id, NEAR)
    Comment.objects.update(state=CommentState.REJECTED)
    assert is_near_rejected(comment.thread_id, NEAR)
    assert not is_near_rejected(comment.thread_id, OTHER)
    assert not is_near_rejected(make_comment(make_space()).thread_id, NEAR)


def test_a_text_of_a_few_characters_is_near_to_no_rejected_one(space):
    comment = make_comment(space, "Good light!")
    Comment.objects.update(state=CommentState.REJECTED)
    assert not is_near_rejected(comment.thread_id, "Good light!")


def test_a_text_is_near_to_no_published_one_because_a_rejected_one_begins_like_it(space):
    make_comment(space, "So warm faast")
    make_comment(space, "So warm fast hounds")
    thread = rejected("So warm fast hounds").thread_id
    assert len(set(sketch("So warm fast hounds")) & set(sketch("So warm fast"))) >= 3
    assert not is_near_rejected(thread, "So warm fast")


def test_a_rejected_text_is_recognised_among_others_of_its_thread(space):
    make_comment(space, OTHER)
    rejected = make_comment(space, TEXT, make_member("Tom"))
    Comment.objects.filter(pk=rejected.pk).update(state=CommentState.REJECTED)
    assert is_near_rejected(rejected.thread_id, NEAR)
    assert not is_near_rejected(rejected.thread_id, OTHER)
