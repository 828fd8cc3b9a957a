"""What a moderator rejected stays off the site, whatever its author does afterwards."""

import pytest

from reviews.comments.choices import CommentState, PendingReason
from reviews.comments.models import Author, Comment
from reviews.comments.queries import get_or_create_thread
from reviews.duplicates.models import DuplicateComment
from reviews.fingerprint import fingerprint
from reviews.moderation import decisions, queues
from reviews.moderation.log import moderation_log
from reviews.near_duplicates.models import NearMatch
from reviews.posting.workflow import edit, post_as_member, toggle_helpful, withdraw
from spaces.audit.log import space_log
from spaces.duplicates import merging
from tests.factories import make_comment, make_member, make_space, make_staff
from tests.pages import page

pytestmark = pytest.mark.django_db
SPACE = "/en/spaces/atelier-nord/"
SPAM = "Cheap watches for everybody, ask me about the price."
NEARLY_SPAM = "Cheap watches for everybody, ask me about the prices!!"


@pytest.fixture
def moderator():
    return make_staff()


@pytest.fixture
def spam(space, marie, moderator):
    """Marie's comment, which a moderator rejected."""
    comment = make_comment(space, SPAM, marie)
    decisions.reject(moderator, comment, "spam")
    return comment


def shown_texts(client, url=SPACE):
    client.logout()
    return page(client.get(f"{url}comments/")).texts("li.comment .comment-text")


def reasons():
    """Why each pending comment waits."""
    return list(queues.pending().values_list("pending_reason", flat=True))


# Withdrawing, and posting again


def test_a_rejected_comment_that_is_withdrawn_and_posted_again_stays_rejected(client, space, marie, spam):
    client.force_login(marie)
    shown = page(client.post(f"/en/comments/{spam.pk}/withdraw/", follow=True))
    assert "A moderator has taken this comment down already" in shown.one(".messages").text
    shown = page(client.post(f"{SPACE}comments/", {"text": SPAM.upper()}, follow=True))
    assert "a moderator did not let it stand" in shown.one(".messages").text
    assert Comment.objects.get().state == CommentState.REJECTED
    assert shown_texts(client) == []


def test_a_rejected_comment_offers_its_author_no_way_to_withdraw_or_edit_it(client, marie, spam):
    client.force_login(marie)
    shown = page(client.get("/en/account/")).one(f"#c{spam.pk}")
    assert not shown.has("a[href*=withdraw]")
    assert not shown.has("a[href*=edit]")


def test_a_comment_that_was_merged_by_a_moderator_is_not_published_by_withdrawing_it(
    client, space, marie, moderator
):
    first = make_comment(space, "The meeting rooms are bright and quiet.", marie)
    second = make_comment(space, "The meeting rooms are brigth and quiet.", marie)
    decisions.merge(moderator, NearMatch.objects.get(), "the same")
    withdraw(second)
    posted = post_as_member(marie, second.thread, second.text)
    assert (posted.comment, posted.is_new) == (first, False)
    assert shown_texts(client) == [first.text]


def test_a_text_that_was_merged_into_a_comment_of_another_member_does_not_publish_it_again(
    client, space, marie, moderator
):
    first = make_comment(space, "The meeting rooms are bright and quiet.", make_member("Tom"))
    second = make_comment(space, "The meeting rooms are brigth and quiet.", marie)
    decisions.merge(moderator, NearMatch.objects.get(), "the same")
    withdraw(first)
    post_as_member(marie, second.thread, second.text)
    assert shown_texts(client) == []


def test_a_withdrawn_text_is_published_as_it_was_posted_last(client, space, marie):
    comment = make_comment(space, "good LIGHT here", marie)
    withdraw(comment)
    post_as_member(marie, comment.thread, "Good light here.")
    assert shown_texts(client) == ["Good light here."]


def test_a_moderator_rejects_a_comment_that_its_author_withdrew_meanwhile(
    client, space, marie, moderator, mailoutbox, django_capture_on_commit_callbacks
):
    comment = make_comment(space, SPAM, marie)
    withdraw(comment)
    with django_capture_on_commit_callbacks(execute=True):
        decisions.reject(moderator, comment, "spam")
    post_as_member(marie, comment.thread, SPAM)
    assert shown_texts(client) == []
    assert mailoutbox == []


def test_a_moderator_does_not_publish_a_comment_that_its_author_withdrew(client, space, marie, moderator):
    comment = make_comment(space, "See https://example.org", marie)
    withdraw(comment)
    client.force_login(moderator)
    response = client.post("/admin/moderation/act/", {"action": "approve", "pk": comment.pk}, follow=True)
    assert page(response).texts(".messagelist li") == ["Its author has withdrawn it."]
    assert shown_texts(client) == []


def test_a_banned_members_withdrawn_text_waits_when_it_is_posted_again(client, space, marie, moderator):
    comment = make_comment(space, "Nothing works in this place.", marie)
    withdraw(comment)
    decisions.ban(moderator, comment.author, "insults")
    assert post_as_member(marie, comment.thread, comment.text).is_new
    assert reasons() == [PendingReason.BANNED]
    assert shown_texts(client) == []


def test_undoing_a_rejection_publishes_the_comment_again(client, space, marie, moderator):
    comment = make_comment(space, "A sharp but fair remark.", marie)
    entry = decisions.reject(moderator, comment, "too sharp")
    withdraw(comment)
    moderation_log.undo(moderator, entry, "fair enough")
    assert shown_texts(client) == ["A sharp but fair remark."]


# Nearly the same, elsewhere, or by another account


def test_a_text_near_to_a_rejected_one_waits_for_a_moderator(client, space, marie, spam):
    client.force_login(marie)
    shown = page(client.post(f"{SPACE}comments/", {"text": NEARLY_SPAM}, follow=True))
    assert shown.texts(".messages li") == ["Thank you. A moderator will read it before it is shown."]
    assert reasons() == [PendingReason.LIKE_REJECTED]
    assert shown_texts(client) == []


def test_the_queue_says_that_a_comment_is_like_a_rejected_one(client, space, marie, moderator, spam):
    make_comment(space, NEARLY_SPAM, marie)
    client.force_login(moderator)
    assert "like a rejected comment" in page(client.get("/admin/moderation/")).one(".queue-item .meta").text


def test_other_comments_of_the_thread_are_published(client, space, marie, spam):
    make_comment(space, "Cheap coffee, and a view of the river.", marie)
    assert shown_texts(client) == ["Cheap coffee, and a view of the river."]


def test_an_edit_to_a_text_near_to_a_rejected_one_waits_for_a_moderator(client, space, marie, spam):
    comment = make_comment(space, "A nice place to be.", marie)
    client.force_login(marie)
    client.post(f"/en/comments/{comment.pk}/edit/", {"text": NEARLY_SPAM})
    assert reasons() == [PendingReason.LIKE_REJECTED]
    assert shown_texts(client) == []


def test_a_former_wording_of_a_rejected_comment_waits_when_it_is_posted_again(
    client, space, marie, moderator
):
    comment = make_comment(space, SPAM, marie)
    client.force_login(marie)
    client.post(f"/en/comments/{comment.pk}/edit/", {"text": "Pardon me."})
    decisions.reject(moderator, comment, "it was spam")
    client.post(f"{SPACE}comments/", {"text": SPAM})
    assert reasons() == [PendingReason.LIKE_REJECTED]
    assert shown_texts(client) == []


def test_a_new_account_cannot_post_what_was_rejected_of_the_deleted_one(client, space, moderator):
    marie = make_member("Marie", password="right-pass-phrase")
    decisions.reject(moderator, make_comment(space, SPAM, marie), "spam")
    client.force_login(marie)
    client.post("/en/account/delete/", {"password": "right-pass-phrase"})
    client.force_login(make_member("Marie"))
    client.post(f"{SPACE}comments/", {"text": SPAM})
    assert reasons() == [PendingReason.LIKE_REJECTED]
    assert shown_texts(client) == []


def test_a_member_cannot_post_a_rejected_text_in_another_thread(client, marie, spam):
    make_space(slug="elsewhere")
    client.force_login(marie)
    client.post("/en/spaces/elsewhere/comments/", {"text": SPAM})
    assert reasons() == [PendingReason.LIKE_REJECTED]


def test_other_members_may_write_elsewhere_what_was_rejected_here(client, spam):
    make_comment(make_space(slug="elsewhere"), SPAM, make_member("Tom"))
    assert shown_texts(client, "/en/spaces/elsewhere/") == [SPAM]


def test_a_member_cannot_post_what_was_rejected_of_their_imported_comments(client, marie, moderator):
    thread = get_or_create_thread(make_space(slug="elsewhere"))
    author = Author.objects.create(key="mail:x", user=marie)
    digest = fingerprint(SPAM)
    comment = Comment.objects.create(thread=thread, author=author, text=SPAM, fingerprint=digest)
    decisions.reject(moderator, comment, "spam")
    make_comment(make_space(), SPAM, marie)
    assert reasons() == [PendingReason.LIKE_REJECTED]


def test_a_ban_applies_to_every_author_of_a_member(space, marie, moderator):
    imported = Author.objects.create(key="mail:x", user=marie)
    decisions.ban(moderator, imported, "insults")
    assert make_comment(space, "Good light, good chairs.", marie).pending_reason == PendingReason.BANNED


def test_a_ban_applies_to_the_next_account_with_the_same_email_address(client, space, moderator):
    marie = make_member("Marie", email="marie@example.org", password="right-pass-phrase")
    decisions.ban(moderator, make_comment(space, SPAM, marie).author, "insults")
    client.force_login(marie)
    client.post("/en/account/delete/", {"password": "right-pass-phrase"})
    again, tom = make_member("M.", email="Marie@example.org"), make_member("Tom", email="tom@example.org")
    assert make_comment(space, "Good light, good chairs.", again).pending_reason == PendingReason.BANNED
    assert make_comment(space, "Good light, and good chairs.", tom).state == CommentState.VISIBLE
    assert "example.org" not in str(Author.objects.values_list("key", "name", "email_hash"))


# Merged spaces


@pytest.mark.parametrize("rejected", ["target", "gone"])
def test_a_rejection_in_either_of_two_merged_spaces_holds(client, marie, moderator, rejected):
    spaces = {"target": make_space(slug="target"), "gone": make_space(slug="gone")}
    comments = {name: make_comment(space, SPAM, marie) for name, space in spaces.items()}
    decisions.reject(moderator, comments[rejected], "spam")
    before = list(Comment.objects.order_by("pk").values_list("pk", "state", "thread"))
    entry = merging.merge(moderator, spaces["target"], spaces["gone"])
    assert shown_texts(client, "/en/spaces/target/") == []
    post_as_member(marie, spaces["target"].thread, SPAM)
    assert shown_texts(client, "/en/spaces/target/") == []
    space_log.undo(moderator, entry, "two places")
    assert list(Comment.objects.order_by("pk").values_list("pk", "state", "thread")) == before


def test_a_comment_withdrawn_from_one_of_two_merged_spaces_stays_published_by_the_other(
    client, marie, moderator
):
    target, gone = make_space(slug="target"), make_space(slug="gone")
    withdraw(make_comment(target, "Good light, good chairs.", marie))
    make_comment(gone, "Good light, good chairs.", marie)
    merging.merge(moderator, target, gone)
    assert shown_texts(client, "/en/spaces/target/") == ["Good light, good chairs."]


def test_spaces_merge_where_the_text_of_a_folded_comment_is_in_both(client, marie, moderator):
    target, gone = make_space(slug="target"), make_space(slug="gone")
    text, near = "The meeting rooms are bright and quiet.", "The meeting rooms are brigth and quiet."
    make_comment(gone, text, marie)
    make_comment(gone, near, marie)
    decisions.merge(moderator, NearMatch.objects.get(), "the same")
    make_comment(target, near, marie)
    before = list(Comment.objects.order_by("pk").values_list("pk", "state", "thread", "variant"))
    entry = merging.merge(moderator, target, gone)
    assert sorted(shown_texts(client, "/en/spaces/target/")) == sorted([text, near])
    space_log.undo(moderator, entry, "two places")
    assert list(Comment.objects.order_by("pk").values_list("pk", "state", "thread", "variant")) == before


def test_a_copy_that_is_split_off_a_rejected_comment_is_not_published(client, marie, moderator, spam):
    post_as_member(marie, spam.thread, f"{SPAM} ")
    decisions.split(moderator, DuplicateComment.objects.get(), "on its own")
    assert shown_texts(client) == []


# Rules of trust and of edits


def test_rejected_comments_earn_no_trust(client, space, marie, moderator):
    for number in range(3):
        comment = make_comment(space, f"Visit number {number} was pleasant.", marie)
        decisions.reject(moderator, comment, "not true")
    assert make_comment(space, "Their hours: https://example.org", marie).state == CommentState.PENDING


def test_a_link_that_an_edit_adds_waits_for_a_moderator(client, space, marie):
    comment = make_comment(space, "Their hours are on the door.", marie)
    client.force_login(marie)
    client.post(f"/en/comments/{comment.pk}/edit/", {"text": "Their hours: https://example.org"})
    assert reasons() == [PendingReason.LINK]
    assert shown_texts(client) == []


def test_a_rejected_comment_cannot_be_edited_and_the_text_comes_back(client, marie, spam):
    client.force_login(marie)
    assert page(client.get(f"/en/comments/{spam.pk}/edit/", follow=True)).has(
        ".messages li", "This comment can no longer be edited."
    )
    shown = page(client.post(f"/en/comments/{spam.pk}/edit/", {"text": "Something milder."}))
    assert shown.texts(".messages li") == ["This comment can no longer be edited."]
    assert shown.one("textarea").text == "Something milder."
    spam.refresh_from_db()
    assert (spam.text, spam.state) == (SPAM, CommentState.REJECTED)


@pytest.mark.parametrize("edited", [0, 1])
def test_an_edit_ends_the_near_matches_of_the_former_text(space, marie, edited):
    texts = ("The meeting rooms are bright and quiet.", "The meeting rooms are brigth and quiet.")
    comments = [make_comment(space, text, marie) for text in texts]
    assert queues.near().count() == 1
    edit(comments[edited], marie, "Something else altogether.")
    assert not NearMatch.objects.exists()


def test_the_older_of_two_near_comments_comes_first_even_when_it_was_edited(space, marie):
    first = make_comment(space, "Something else altogether.", marie)
    second = make_comment(space, "The meeting rooms are bright and quiet.", marie)
    edit(first, marie, "The meeting rooms are brigth and quiet.")
    near = NearMatch.objects.get()
    assert (near.first, near.second) == (first, second)


def test_helpful_marks_survive_an_edit(space, marie):
    comment = make_comment(space, "Doors close at six sharp.", marie)
    toggle_helpful(comment, make_member("Tom"))
    edit(comment, marie, "Doors close at seven sharp.")  # of the row as it was before the mark
    comment.refresh_from_db()
    assert (comment.helpful_count, comment.text) == (1, "Doors close at seven sharp.")
