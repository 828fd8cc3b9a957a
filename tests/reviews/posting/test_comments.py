"""Members say things, once; nothing of theirs is lost, nothing dangerous reaches a page."""

import datetime as dt
import re

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviews.comments.choices import CommentState
from reviews.comments.models import Comment, Flag
from reviews.comments.template_functions import comment_html
from reviews.duplicates.models import DuplicateComment, DuplicateReason
from reviews.posting.workflow import post_as_member
from spaces.managers.models import Role
from tests.factories import make_city, make_comment, make_member, make_space

pytestmark = pytest.mark.django_db


@pytest.fixture
def space(db):
    return make_space(name="Atelier Nord", slug="atelier-nord")


@pytest.fixture
def marie(db):
    return make_member("Marie")


URL = "/en/spaces/atelier-nord/comments/"


def send(client, text, **data):
    return client.post(URL, {"text": text, "language": "en", **data}, follow=True).content.decode()


def test_a_member_comments_and_everybody_reads_it(client, space, marie):
    client.force_login(marie)
    assert "Your comment stands" in send(client, "Quiet in the morning.\nLively after lunch.")
    client.logout()
    page = client.get(f"/en/spaces/{space.slug}/").content.decode()
    assert "Quiet in the morning.<br>Lively after lunch." in page
    assert "Marie" in page
    assert marie.email not in page


def test_a_city_has_a_thread_too(client, marie):
    make_city()
    client.force_login(marie)
    client.post("/en/be/liege/comments/", {"text": "Good trams to every place here."})
    assert "Good trams" in client.get("/en/be/liege/").content.decode()


def test_the_same_form_sent_twice_is_one_comment_and_no_copy(client, space, marie):
    client.force_login(marie)
    send(client, "Good light.", token="abc")
    page = send(client, "Good light.", token="abc")
    assert "You have already said this here" in page
    assert (Comment.objects.count(), DuplicateComment.objects.count()) == (1, 0)


def test_the_same_text_again_is_folded_with_its_reason(client, space, marie):
    client.force_login(marie)
    send(client, "Café très calme !", token="a")
    assert "You have already said this here" in send(client, "  cafe TRES calme", token="b")
    assert "You have already said this here" in send(client, "Café très calme !", token="c")
    comment = Comment.objects.get()
    assert comment.text == "Café très calme !"
    assert comment.duplicate_count == 2
    assert sorted(comment.duplicates.values_list("reason", flat=True)) == [
        DuplicateReason.EXACT,
        DuplicateReason.NORMALISED,
    ]


def test_two_members_may_say_the_same(space, marie):
    make_comment(space, "Good coffee here.", marie)
    make_comment(space, "Good coffee here.", make_member("Tom"))
    assert Comment.objects.count() == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [("", "Write something first."), ("\u200b \u200d", "Write something first."), ("x" * 5001, "too long")],
)
def test_a_mistake_gets_a_message_and_loses_nothing(client, space, marie, text, message):
    client.force_login(marie)
    page = send(client, text)
    assert message in page
    assert text.strip() in page
    assert not Comment.objects.exists()


def test_robots_fall_into_the_trap_and_people_keep_their_text(client, space, marie):
    client.force_login(marie)
    page = send(client, "Buy now", homepage="x")
    assert "Leave this field empty" in page
    assert "Buy now" in page
    assert not Comment.objects.exists()


def test_too_much_at_once_is_refused_and_kept_in_the_form(client, space, marie):
    client.force_login(marie)
    for number in range(6):
        send(client, f"Comment number {number}")
    response = client.post(URL, {"text": "One more"})
    assert response.status_code == 429
    assert "One more" in response.content.decode()
    assert Comment.objects.count() == 6


def test_signed_out_meanwhile_the_text_comes_back(client, space, marie):
    response = client.post(URL, {"text": "Do not lose me"})
    assert "/account/login/" in response.url
    client.force_login(marie)
    # The session of the visitor lives on through signing in; force_login starts another one.
    session = client.session
    session["unsent_comment"] = "Do not lose me"
    session.save()
    assert "Do not lose me" in client.get(URL).content.decode()


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<a href="javascript:alert(1)">x</a>',
        "javascript:alert(1)",
        '"><img src=x onerror=alert(1)>',
        'http://example.org/"onmouseover=alert(1)//',
        "[x](javascript:alert(1))",
    ],
)
def test_no_markup_of_people_reaches_a_page(client, space, marie, text):
    make_comment(space, text, marie)
    Comment.objects.update(state=CommentState.VISIBLE)
    says = client.get(URL).content.decode().split('class="comment-text"')[1].split("</div>")[0]
    assert "<script" not in says
    assert "<img" not in says
    assert 'href="javascript' not in says
    assert '"onmouseover' not in says


def test_links_are_marked_as_peoples(client, space, marie):
    make_comment(space, "See https://example.org/menu for the menu", marie)
    Comment.objects.update(state=CommentState.VISIBLE)
    page = client.get(URL).content.decode()
    assert '<a href="https://example.org/menu" rel="nofollow ugc noopener">' in page


@pytest.mark.parametrize(
    ("text", "link"),
    [
        ("See HTTP://Example.org/Menu.", "http://Example.org/Menu"),
        ("See (www.example.be)!", "http://www.example.be"),
        ("See example.org/menu, they say.", "http://example.org/menu"),
        ("See Example.COM", "http://Example.COM"),
        ("Ask desk@mill.example.", "mailto:desk@mill.example"),
        ("Open 8:30. Closed at 17.45, e.g. on Mondays; wifi is 9.5/10...", None),
    ],
)
def test_whatever_looks_like_an_address_is_a_link_and_nothing_else_is(text, link):
    expected = [link] if link else []
    assert re.findall(r'<a href="([^"]*)" rel="nofollow ugc noopener">', comment_html(text)) == expected


def test_a_new_members_link_waits_for_a_moderator(client, space, marie):
    client.force_login(marie)
    assert "A moderator will read it" in send(client, "Best prices at https://example.org")
    assert "waits for a moderator" in client.get(URL).content.decode()
    client.logout()
    assert "Best prices" not in client.get(URL).content.decode()


def test_a_trusted_members_link_stands_at_once(client, space, marie):
    for number in range(3):
        make_comment(space, f"Visit number {number} was pleasant.", marie)
    client.force_login(marie)
    assert "Your comment stands" in send(client, "Their hours: https://example.org")


def test_replies_stand_below_and_their_author_is_with_provenance(
    client, space, marie, django_capture_on_commit_callbacks
):
    question = make_comment(space, "Is there parking?", marie)
    client.force_login(make_member("Tom"))
    with django_capture_on_commit_callbacks(execute=True):
        send(client, "Yes, behind the house.", parent=question.pk)
    answer = Comment.objects.get(text__startswith="Yes")
    assert answer.parent == question
    assert answer.root == question
    assert mail.outbox[0].to == [marie.email]
    assert "Yes, behind the house." in mail.outbox[0].body
    page = client.get(URL).content.decode()
    assert page.index("Is there parking?") < page.index("Yes, behind the house.")
    assert 'depth-1" id="c' in page


def test_letters_can_be_turned_off(client, space, marie, django_capture_on_commit_callbacks):
    question = make_comment(space, "Is there parking?", marie)
    client.force_login(marie)
    client.post("/en/account/", {"display_name": "Marie"})
    with django_capture_on_commit_callbacks(execute=True):
        parent = Comment.objects.get(pk=question.pk)
        make_comment(space, "Yes.", make_member("Tom"), parent=parent)
    assert mail.outbox == []


def test_one_edits_ones_own_and_what_it_said_before_is_kept(client, space, marie):
    comment = make_comment(space, "The cofee is good.", marie)
    client.force_login(marie)
    client.post(f"/en/comments/{comment.pk}/edit/", {"text": "The coffee is good."})
    comment.refresh_from_db()
    assert comment.text == "The coffee is good."
    assert comment.duplicates.get().reason == DuplicateReason.EDITED
    assert "edited" in client.get(URL).content.decode()


def test_an_edit_cannot_double_a_comment(client, space, marie):
    make_comment(space, "The coffee is good.", marie)
    other = make_comment(space, "The tea is not.", marie)
    client.force_login(marie)
    page = client.post(f"/en/comments/{other.pk}/edit/", {"text": "The coffee is good!"}).content.decode()
    assert "You have already said this here" in page
    other.refresh_from_db()
    assert other.text == "The tea is not."


def test_editing_ends_after_a_while(client, space, marie):
    comment = make_comment(space, "Fine.", marie)
    Comment.objects.update(recorded_at=timezone.now() - dt.timedelta(hours=2))
    client.force_login(marie)
    page = client.post(f"/en/comments/{comment.pk}/edit/", {"text": "Awful."}, follow=True).content.decode()
    assert "can no longer be edited" in page
    assert Comment.objects.get().text == "Fine."


@pytest.mark.parametrize("act", ["edit", "withdraw"])
def test_a_strangers_comment_is_not_there(client, space, marie, act):
    comment = make_comment(space, "Mine.", marie)
    client.force_login(make_member("Tom"))
    assert client.get(f"/en/comments/{comment.pk}/{act}/").status_code == 404
    assert client.post(f"/en/comments/{comment.pk}/{act}/", {"text": "Yours."}).status_code == 404
    assert Comment.objects.get().text == "Mine."


def test_withdrawn_comments_leave_their_place_to_their_answers(client, space, marie):
    comment = make_comment(space, "I take this back.", marie)
    make_comment(space, "I answer it.", make_member("Tom"), parent=comment)
    client.force_login(marie)
    client.post(f"/en/comments/{comment.pk}/withdraw/")
    page = client.get(URL).content.decode()
    assert "I take this back." not in page
    assert "withdrawn by its author" in page
    assert "I answer it." in page


def test_what_was_withdrawn_may_be_said_again(space, marie):
    comment = make_comment(space, "I take this back.", marie)
    Comment.objects.update(state=CommentState.DELETED)
    posted = post_as_member(marie, comment.thread, "I take this back.")
    assert posted.is_new
    assert Comment.objects.get().state == CommentState.VISIBLE


def test_helpful_counts_each_member_once_and_can_be_taken_back(client, space, marie):
    comment = make_comment(space, "Doors close at six sharp.", marie)
    tom = make_member("Tom")
    client.force_login(tom)
    url = f"/en/comments/{comment.pk}/helpful/"
    client.post(url)
    comment.refresh_from_db()
    assert comment.helpful_count == 1
    client.post(url)
    comment.refresh_from_db()
    assert comment.helpful_count == 0
    client.force_login(marie)
    client.post(url)
    comment.refresh_from_db()
    assert comment.helpful_count == 0


def test_most_helpful_first(client, space, marie):
    make_comment(space, "First thing said.", marie)
    useful = make_comment(space, "Second thing said.", marie)
    make_comment(space, "Third thing said.", marie)
    Comment.objects.filter(pk=useful.pk).update(helpful_count=3)
    page = client.get(f"{URL}?order=helpful").content.decode()
    assert page.index("Second thing") < page.index("Third thing") < page.index("First thing")


def test_a_flag_counts_once_per_member(client, space, marie):
    comment = make_comment(space, "Cheap watches.", marie)
    client.force_login(make_member("Tom"))
    url = f"/en/comments/{comment.pk}/flag/"
    assert "A moderator will look" in client.post(url, {"reason": "spam"}, follow=True).content.decode()
    assert "already flagged" in client.post(url, {"reason": "false"}, follow=True).content.decode()
    assert Flag.objects.get().reason == "spam"


def test_flags_need_a_reason(client, space, marie):
    comment = make_comment(space, "Cheap watches.", marie)
    client.force_login(make_member("Tom"))
    client.post(f"/en/comments/{comment.pk}/flag/", {})
    assert not Flag.objects.exists()


def test_anonymous_visitors_are_asked_to_sign_in(client, space, marie):
    comment = make_comment(space, "Hello.", marie)
    for act in ("edit", "withdraw", "helpful", "flag"):
        assert "/account/login/" in client.post(f"/en/comments/{comment.pk}/{act}/").url
    assert "Sign in" in client.get(URL).content.decode()


def test_a_foreign_language_is_marked(client, space, marie):
    make_comment(space, "Heel rustig en licht.", marie, language="nl")
    page = client.get(URL).content.decode()
    assert 'lang="nl"' in page
    assert "Nederlands" in page


def test_long_threads_come_in_pages(client, space, marie):
    for number in range(25):
        make_comment(space, f"Remark {number:02d} about something quite different.", marie)
    assert client.get(URL).content.decode().count('class="comment depth') == 20
    second = client.get(f"{URL}?page=2").content.decode()
    assert second.count('class="comment depth') == 5
    assert client.get(f"{URL}?page=999999").status_code == 200


def test_queries_do_not_grow_with_the_thread(client, space, marie):
    def fill(first, last):
        for number in range(first, last):
            one = make_comment(space, f"Remark {number} on matter {number}.", make_member(f"M{number}"))
            make_comment(space, f"Answer {number} on matter {number}.", marie, parent=one)

    fill(0, 2)
    client.force_login(marie)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    fill(2, 15)
    with CaptureQueriesContext(connection) as many:
        client.get(URL)
    assert len(many) <= len(few)
    assert len(many) <= 6


def test_htmx_gets_the_thread_alone(client, space, marie):
    client.force_login(marie)
    response = client.post(URL, {"text": "In place."}, headers={"HX-Request": "true"})
    page = response.content.decode()
    assert page.lstrip().startswith('<section id="word"')
    assert "In place." in page
    assert "Your comment stands" in page


def test_a_managers_answer_carries_a_badge(client, space, marie):
    Role.objects.create(space=space, member=marie)
    make_comment(space, "We have ordered new chairs.", marie)
    make_comment(space, "The chairs are old.")
    assert client.get(URL).content.decode().count("manages this place") == 1
