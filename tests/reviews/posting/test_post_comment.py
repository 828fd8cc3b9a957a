"""Posting a comment or a reply: the form, merging of duplicates, moderation, notifications."""

import pytest
from django.core import mail

from reviews.comments.choices import CommentState
from reviews.comments.models import Comment
from reviews.duplicates.models import DuplicateComment, DuplicateReason
from reviews.posting.workflow import post_as_member
from tests.factories import make_city, make_comment, make_member
from tests.pages import page

pytestmark = pytest.mark.django_db
URL = "/en/spaces/atelier-nord/comments/"
PUBLISHED = "Thank you. Your comment stands."
DUPLICATE = "You have already said this here. It stands once."


def send(client, text, **data):
    """Send the form, and return the page that follows."""
    return page(client.post(URL, {"text": text, "language": "en", **data}, follow=True))


def messages(shown):
    return shown.texts(".messages li")


def test_a_comment_is_published_for_everybody(client, space, marie):
    client.force_login(marie)
    assert PUBLISHED in messages(send(client, "Quiet in the morning.\nLively after lunch."))
    client.logout()
    response = client.get(f"/en/spaces/{space.slug}/")
    comment = page(response).one("li.comment")
    assert comment.one(".comment-text p").html == "<p>Quiet in the morning.<br>Lively after lunch.</p>"
    assert comment.one(".byline b").text == "Marie"
    assert marie.email not in response.content.decode()


def test_cities_have_threads_too(client, marie):
    make_city()
    client.force_login(marie)
    client.post("/en/be/liege/comments/", {"text": "Good trams to every place here."})
    shown = page(client.get("/en/be/liege/"))
    assert shown.texts("li.comment .comment-text") == ["Good trams to every place here."]


def test_visitors_are_redirected_to_sign_in(client, space, marie):
    comment = make_comment(space, "Hello.", marie)
    for action in ("edit", "withdraw", "helpful", "flag"):
        assert "/account/login/" in client.post(f"/en/comments/{comment.pk}/{action}/").url
    assert page(client.get(URL)).has("#comments a[href*='/account/login/']", "Sign in")


def test_htmx_replaces_the_thread_only(client, space, marie):
    client.force_login(marie)
    response = client.post(URL, {"text": "In place."}, headers={"HX-Request": "true"})
    assert response.content.decode().lstrip().startswith('<section id="comments"')
    assert page(response).texts("li.comment .comment-text") == ["In place."]
    assert PUBLISHED in messages(page(response))


# What is refused


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "Write something first."), ("\u200b \u200d", "Write something first."), ("x" * 5001, "too long")],
)
def test_an_invalid_text_is_refused_and_stays_in_the_form(client, space, marie, text, message):
    client.force_login(marie)
    form = send(client, text).one("#write")
    assert message in form.text
    assert text.strip() in form.one("textarea").html
    assert not Comment.objects.exists()


def test_robots_that_fill_in_the_honeypot_are_refused(client, space, marie):
    client.force_login(marie)
    form = send(client, "Buy now", homepage="x").one("#write")
    assert "Leave this field empty" in form.text
    assert form.one("textarea").text == "Buy now"
    assert not Comment.objects.exists()


@pytest.mark.usefixtures("stopped_clock")
def test_too_many_comments_a_minute_are_refused_and_stay_in_the_form(client, space, marie):
    client.force_login(marie)
    for number in range(6):
        send(client, f"Comment number {number}")
    response = client.post(URL, {"text": "One more"})
    assert response.status_code == 429
    assert page(response).one("#write textarea").text == "One more"
    assert Comment.objects.count() == 6


def test_the_text_of_a_visitor_is_in_the_form_after_signing_in(client, space, marie):
    response = client.post(URL, {"text": "Do not lose me"})
    assert "/account/login/" in response.url
    client.force_login(marie)
    # The session of a visitor lives on when they sign in; force_login starts another one.
    session = client.session
    session["unsent_comment"] = "Do not lose me"
    session.save()
    assert page(client.get(URL)).one("#write textarea").text == "Do not lose me"


# Duplicates


def test_the_same_form_sent_twice_is_one_comment_without_a_duplicate(client, space, marie):
    client.force_login(marie)
    send(client, "Good light.", token="abc")
    assert DUPLICATE in messages(send(client, "Good light.", token="abc"))
    assert (Comment.objects.count(), DuplicateComment.objects.count()) == (1, 0)


def test_the_same_text_in_another_form_is_merged_with_its_reason(client, space, marie):
    client.force_login(marie)
    send(client, "Café très calme !", token="a")
    assert DUPLICATE in messages(send(client, "  cafe TRES calme", token="b"))
    assert DUPLICATE in messages(send(client, "Café très calme !", token="c"))
    comment = Comment.objects.get()
    assert comment.text == "Café très calme !"
    assert comment.duplicate_count == 2
    assert sorted(comment.duplicates.values_list("reason", flat=True)) == [
        DuplicateReason.EXACT,
        DuplicateReason.NORMALISED,
    ]


def test_two_members_may_post_the_same_text(space, marie):
    make_comment(space, "Good coffee here.", marie)
    make_comment(space, "Good coffee here.", make_member("Tom"))
    assert Comment.objects.count() == 2


def test_a_withdrawn_text_may_be_posted_again(space, marie):
    comment = make_comment(space, "I take this back.", marie)
    Comment.objects.update(state=CommentState.DELETED)
    assert post_as_member(marie, comment.thread, "I take this back.").is_new
    assert Comment.objects.get().state == CommentState.VISIBLE


# Moderation


def test_a_new_members_link_is_pending_and_shown_to_its_author_only(client, space, marie):
    client.force_login(marie)
    shown = send(client, "Best prices at https://example.org")
    assert messages(shown) == ["Thank you. A moderator will read it before it is shown."]
    assert "waits for a moderator" in page(client.get(URL)).one("li.comment").texts(".tag")
    client.logout()
    assert not page(client.get(URL)).has("li.comment")


def test_a_trusted_members_link_is_published_at_once(client, space, marie):
    for number in range(3):
        make_comment(space, f"Visit number {number} was pleasant.", marie)
    client.force_login(marie)
    assert PUBLISHED in messages(send(client, "Their hours: https://example.org"))


# Replies


def test_replies_are_below_their_parent_whose_author_gets_an_email(
    client, space, marie, django_capture_on_commit_callbacks
):
    parent = make_comment(space, "Is there parking?", marie)
    client.force_login(make_member("Tom"))
    with django_capture_on_commit_callbacks(execute=True):
        send(client, "Yes, behind the house.", parent=parent.pk)
    reply = Comment.objects.get(text__startswith="Yes")
    assert reply.parent == parent
    assert reply.root == parent
    assert mail.outbox[0].to == [marie.email]
    assert "Yes, behind the house." in mail.outbox[0].body
    shown = page(client.get(URL))
    assert shown.values("li.comment", "id") == [f"c{parent.pk}", f"c{reply.pk}"]
    assert "depth-1" in shown.one(f"#c{reply.pk}").classes


def test_emails_can_be_turned_off(client, space, marie, django_capture_on_commit_callbacks):
    parent = make_comment(space, "Is there parking?", marie)
    client.force_login(marie)
    client.post("/en/account/", {"display_name": "Marie"})
    with django_capture_on_commit_callbacks(execute=True):
        parent = Comment.objects.get(pk=parent.pk)
        make_comment(space, "Yes.", make_member("Tom"), parent=parent)
    assert mail.outbox == []
