"""Two moderators, or a moderator and an author, change the same: one decision, which the other reads."""

import contextlib

import pytest
from django.test import Client

from reviews.comments.choices import CommentState
from reviews.comments.models import Author, Comment, Flag, ImportedThread, Thread
from reviews.duplicates.models import DuplicateComment
from reviews.fingerprint import fingerprint
from reviews.moderation import decisions, queues
from reviews.moderation.log import moderation_log
from reviews.moderation.models import ModerationLogEntry
from reviews.near_duplicates.models import JudgedGroup, NearMatch
from reviews.posting.workflow import edit, post_as_member, toggle_helpful, withdraw
from tests.factories import make_comment, make_member, make_space, make_staff
from tests.pages import page
from tests.threads import at_once

QUEUES = "/admin/moderation/"
LINK = "Best prices at https://example.org"
NEAR = ("The meeting rooms are bright and quiet.", "The meeting rooms are brigth and quiet.")


@pytest.fixture
def anna():
    return staff("Anna")


@pytest.fixture
def ben():
    return staff("Ben")


def staff(name):
    user = make_staff()
    user.display_name = name
    user.save(update_fields=["display_name"])
    return user


def form(user, comment, queue=""):
    """What the form shows that `user` has open, of a queue or of the page of the comment; sent by `send`."""
    client = Client()
    client.force_login(user)
    url = f"{QUEUES}?queue={queue}" if queue else f"/admin/reviews/comment/{comment.pk}/change/"
    shown = page(client.get(url)).one(
        f"form.decision-form:has([name=pk][value='{comment.pk}']):not(:has([value=undo]))"
    )
    hidden = shown.select("input[type=hidden]")
    return client, {
        field["name"]: field["value"] for field in hidden if field["name"] != "csrfmiddlewaretoken"
    }


def send(opened, action, reason="because"):
    """Send the form; returns the messages that follow."""
    client, data = opened
    response = client.post("/admin/moderation/act/", data | {"action": action, "reason": reason}, follow=True)
    return page(response).texts(".messagelist li")


def actions():
    return list(ModerationLogEntry.objects.order_by("pk").values_list("action", flat=True))


@pytest.mark.django_db
def test_rejecting_twice_is_one_entry_and_one_email(
    space, marie, anna, ben, mailoutbox, django_capture_on_commit_callbacks
):
    comment = make_comment(space, LINK, marie)
    first, second = form(anna, comment, "held"), form(ben, comment, "held")
    with django_capture_on_commit_callbacks(execute=True):
        send(first, "reject")
        (message,) = send(second, "reject")
    assert "lready rejected" in message
    assert "Anna" in message
    assert actions() == ["reject"]
    assert len(mailoutbox) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("decided", ["approve reject", "reject approve", "approve ban"])
@pytest.mark.parametrize("queue", ["held", ""])
def test_a_decision_that_the_page_did_not_show_is_not_overruled(space, marie, anna, ben, decided, queue):
    first, then = decided.split()
    comment = make_comment(space, LINK, marie)
    opened = [form(user, comment, queue) for user in (anna, ben)]
    send(opened[0], first)
    (message,) = send(opened[1], then)
    assert "Anna" in message
    assert actions() == [first]


@pytest.mark.django_db
def test_a_decision_that_the_page_showed_can_be_changed(space, marie, anna, ben):
    comment = make_comment(space, LINK, marie)
    send(form(anna, comment), "reject")
    send(form(ben, comment), "approve")
    comment.refresh_from_db()
    assert (comment.state, actions()) == (CommentState.VISIBLE, ["reject", "approve"])


@pytest.mark.django_db
def test_a_published_comment_that_nobody_flagged_can_be_rejected(space, marie, anna):
    comment = make_comment(space, "Nonsense.", marie)
    send(form(anna, comment), "reject")
    assert actions() == ["reject"]


@pytest.mark.django_db
def test_a_rejected_comments_author_can_be_banned_afterwards_once(space, marie, anna, ben):
    comment = make_comment(space, "Nonsense.", marie)
    decisions.reject(anna, comment, "spam")
    send(form(anna, comment), "ban")
    (message,) = send(form(ben, comment), "ban")
    assert "Anna" in message
    assert actions() == ["reject", "ban"]


@pytest.mark.django_db
def test_clearing_a_flag_does_not_email_the_author(
    space, marie, anna, ben, mailoutbox, django_capture_on_commit_callbacks
):
    comment = make_comment(space, "Doors close at six.", marie)
    Flag.objects.create(comment=comment, member=make_member("Tom"), reason="false")
    opened = [form(user, comment, "flagged") for user in (anna, ben)]
    with django_capture_on_commit_callbacks(execute=True):
        send(opened[0], "approve")
        (message,) = send(opened[1], "reject")
    assert "Anna" in message
    assert actions() == ["approve"]
    assert mailoutbox == []


@pytest.mark.django_db
def test_flags_since_another_moderators_decision_are_not_settled_unseen(space, marie, anna, ben):
    comment = make_comment(space, "Doors close at six.", marie)
    Flag.objects.create(comment=comment, member=make_member("Tom"), reason="false")
    opened = [form(user, comment, "flagged") for user in (anna, ben)]
    send(opened[0], "approve")
    Flag.objects.create(comment=comment, member=make_member("Eve"), reason="private")
    (message,) = send(opened[1], "approve")
    assert "Anna" in message
    send(form(ben, comment, "flagged"), "approve")
    assert not queues.flagged().exists()


@pytest.mark.django_db
def test_a_text_that_was_edited_since_the_page_was_shown_is_not_approved(space, marie, anna):
    comment = make_comment(space, LINK, marie)
    opened = form(anna, comment, "held")
    edit(comment, marie, "Buy pills at https://example.org")
    (message,) = send(opened, "approve")
    assert message.startswith("Its author has edited it")
    assert queues.pending().count() == 1
    send(form(anna, comment, "held"), "approve")
    assert not queues.pending().exists()


@pytest.mark.django_db
@pytest.mark.parametrize("decided", ["fold keep_apart", "keep_apart fold", "fold fold"])
def test_a_pair_is_decided_once(space, marie, anna, ben, decided):
    first, then = decided.split()
    for text in NEAR:
        make_comment(space, text, marie)
    near = NearMatch.objects.get()
    opened = [form(user, near, "near") for user in (anna, ben)]
    send(opened[0], first)
    (message,) = send(opened[1], then)
    assert "Anna" in message
    assert actions() == [first]


@pytest.mark.django_db
@pytest.mark.parametrize("action", ["fold", "keep_apart"])
def test_a_pair_with_a_rejected_comment_does_not_wait(space, marie, anna, ben, action):
    comments = [make_comment(space, text, marie) for text in NEAR]
    opened = form(ben, NearMatch.objects.get(), "near")
    decisions.reject(anna, comments[1], "spam")
    assert not queues.near().exists()
    (message,) = send(opened, action)
    assert "Anna" in message
    assert actions() == ["reject"]


@pytest.mark.django_db
def test_a_thread_is_assigned_once(anna, ben):
    here, there = make_space(slug="here"), make_space(slug="there")
    thread = Thread.objects.create(title="Old page")
    imported = ImportedThread.objects.create(source="old.example", ref="1", thread=thread)
    opened = [form(user, imported, "unassigned") for user in (anna, ben)]
    send((opened[0][0], opened[0][1] | {"subject": "here"}), "assign")
    (message,) = send((opened[1][0], opened[1][1] | {"subject": "there"}), "assign")
    assert "Anna" in message
    imported.refresh_from_db()
    assert (imported.thread.space, actions()) == (here, ["assign"])
    assert not Thread.objects.filter(space=there).exists()


@pytest.mark.django_db
def test_a_copy_is_split_off_once(space, marie, anna, ben):
    comment = make_comment(space, "Good light here.", marie)
    post_as_member(marie, comment.thread, "good LIGHT here!")
    copy = DuplicateComment.objects.get()
    decisions.split(anna, copy, "not the same")
    with pytest.raises(decisions.NotPossible, match="Anna"):
        decisions.split(ben, copy, "not the same")
    assert Comment.objects.count() == 2


@pytest.mark.django_db
def test_a_group_is_judged_once_and_undoing_it_lets_it_wait_again(anna, ben):
    text = "An amazing place, everybody should come and visit it now."
    for name in ("A", "B"):
        make_comment(make_space(), text, make_member(name))
    digest = fingerprint(text)
    entry = decisions.judge_group(anna, digest, 2, "innocent")
    with pytest.raises(decisions.NotPossible, match="Anna"):
        decisions.judge_group(ben, digest, 2, "innocent")
    assert not queues.groups().exists()
    moderation_log.undo(ben, entry, "spam after all")
    assert queues.groups().count() == 1


@pytest.mark.django_db
def test_undoing_the_second_judgement_of_a_group_leaves_the_first(anna):
    text = "An amazing place, everybody should come and visit it now."
    comments = [make_comment(make_space(), text, make_member(name)) for name in "ABC"]
    digest = fingerprint(text)
    decisions.judge_group(anna, digest, 2, "innocent")
    entry = decisions.judge_group(anna, digest, 3, "innocent")
    moderation_log.undo(anna, entry, "not the third")
    assert queues.groups().count() == 1
    withdraw(comments[2])
    assert not queues.groups().exists()


@pytest.mark.django_db
def test_a_group_that_does_not_exist_is_not_judged(anna):
    with pytest.raises(decisions.NotPossible):
        decisions.judge_group(anna, "0" * 64, 3, "innocent")
    assert not JudgedGroup.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("first", [decisions.approve, decisions.reject])
def test_a_decision_is_not_undone_beneath_a_later_one(space, marie, anna, first):
    comment = make_comment(space, LINK, marie)
    entry = first(anna, comment, "at first sight")
    later = decisions.reject if first == decisions.approve else decisions.approve
    later(anna, comment, "at second sight", decisions.Seen(entry.pk))
    comment.refresh_from_db()
    with pytest.raises(decisions.NotPossible, match="decided again"):
        moderation_log.undo(anna, entry, "wrong")
    assert Comment.objects.get().state == comment.state


@pytest.mark.django_db
def test_undoing_an_approval_does_not_bring_back_what_its_author_withdrew(space, marie, anna):
    comment = make_comment(space, LINK, marie)
    entry = decisions.approve(anna, comment, "fine")
    withdraw(comment)
    with pytest.raises(decisions.NotPossible, match="withdrawn by its author"):
        moderation_log.undo(anna, entry, "not fine")
    assert Comment.objects.get().state == CommentState.DELETED


# At the same time, on a real database


def test_six_decisions_at_once_are_one(shared_database, mailoutbox):
    space, marie = make_space(), make_member()
    comment = make_comment(space, LINK, marie)
    moderators = [staff(f"Moderator {number}") for number in range(6)]
    opened = [form(user, comment, "held") for user in moderators]
    messages = at_once(6, lambda number: send(opened[number], ("approve", "reject")[number % 2]))
    assert len(actions()) == 1
    assert sum("Moderator" in message for (message,) in messages) == 5
    assert len(mailoutbox) == 1


@pytest.mark.parametrize("number", range(5))
def test_an_edit_and_a_rejection_at_once_leave_the_comment_rejected(shared_database, number):
    marie, anna = make_member(), staff("Anna")
    comment = make_comment(make_space(), "The visit was pleasant.", marie)
    members = [make_member(f"M{count}") for count in range(3)]

    def change(place):
        with contextlib.suppress(decisions.NotPossible):  # the edit came after the rejection
            if place == 0:
                edit(comment, marie, "The visit was not so pleasant.")
            elif place == 1:
                decisions.reject(anna, comment, "spam")
            else:
                toggle_helpful(comment, members[place - 2])

    at_once(5, change)
    comment.refresh_from_db()
    assert (comment.state, comment.helpful_count) == (CommentState.REJECTED, 3)


@pytest.mark.parametrize("number", range(5))
def test_a_withdrawal_and_a_rejection_at_once_leave_the_comment_rejected(shared_database, number):
    marie, anna = make_member(), staff("Anna")
    comment = make_comment(make_space(), "The visit was pleasant.", marie)
    work = [lambda: withdraw(comment), lambda: decisions.reject(anna, comment, "spam")]
    at_once(2, lambda place: work[place]())
    post_as_member(marie, comment.thread, comment.text)
    comment.refresh_from_db()
    assert comment.state == CommentState.REJECTED


def test_an_author_is_banned_once(shared_database):
    author = Author.objects.create(key="mail:x", name="Ann")
    moderators = [staff(f"Moderator {number}") for number in range(4)]

    def ban(number):
        try:
            decisions.ban(moderators[number], author, "insults")
        except decisions.NotPossible as error:
            return str(error)
        return ""

    messages = at_once(4, ban)
    assert messages.count("") == 1
    assert sum("Moderator" in message for message in messages) == 3
    assert actions() == ["ban"]
