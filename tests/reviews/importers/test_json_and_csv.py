"""Exports of Isso, Commento and GeoDirectory."""

import gzip
import json

import pytest
from django.core.management import CommandError

from reviews.comments.choices import SourceReason
from reviews.comments.models import Author, Comment, ImportedThread
from tests.factories import make_space
from tests.reviews.importers.exports import comment, wxr

pytestmark = pytest.mark.django_db


@pytest.fixture
def mill(db):
    return make_space(name="The Mill", slug="the-mill")


def isso(*comments, thread="/places/the-mill/"):
    return json.dumps([{"id": thread, "title": "The Mill", "comments": list(comments)}])


ISSO = isso(
    {
        "id": 1,
        "text": "Good *light*.",
        "author": "Ann",
        "email": "a@example.org",
        "created": "2018-11-28 17:24:23",
    },
    {"id": 2, "text": "Indeed.", "author": None, "parent": 1, "created": 1387321261.57},
    {"id": 3, "text": "Waiting.", "author": "Bob", "mode": 2},
    {"id": 4, "text": "Gone.", "author": "Bob", "mode": 4},
)


@pytest.mark.parametrize("pack", [str.encode, lambda text: gzip.compress(text.encode())])
def test_an_isso_file_is_imported(run, mill, pack):
    assert run(pack(ISSO)) == {"read": 4, "created": 2, "held": 2}
    first, answer = Comment.objects.visible().order_by("pk")
    assert (first.text, first.thread.space, first.posted_at.isoformat()) == (
        "Good *light*.", mill, "2018-11-28T17:24:23+00:00",
    )  # fmt: skip
    assert (answer.parent, answer.posted_at.year) == (first, 2013)
    assert set(Comment.objects.exclude(pending_reason="").values_list("pending_reason", flat=True)) == {
        SourceReason.UNAPPROVED, SourceReason.DELETED,
    }  # fmt: skip
    assert run(pack(ISSO)) == {"read": 4, "unchanged": 4}


def test_ids_of_isso_are_those_of_their_thread(run, mill):
    make_space(name="The Barn", slug="the-barn")
    threads = [json.loads(isso({"id": 1, "text": text}, thread=url))[0] for url, text in
               (("/the-mill/", "Here."), ("/the-barn/", "There."))]  # fmt: skip
    assert run(json.dumps(threads)) == {"read": 2, "created": 2}


COMMENTO = {
    "version": 1,
    "comments": [
        {"commentHex": "a", "domain": "old.example", "url": "/the-mill/", "commenterHex": "x",
         "parentHex": "root",
         "markdown": "Good light.", "state": "approved", "creationDate": "2019-05-01T10:00:00Z"},
        {"commentHex": "b", "domain": "old.example", "url": "/the-mill/", "commenterHex": "anonymous",
         "parentHex": "a", "html": "<p>Indeed.</p>", "state": "approved"},
        {"commentHex": "c", "domain": "old.example", "url": "/the-mill/", "commenterHex": "y",
         "markdown": "Good light.", "state": "unapproved"},
        {"commentHex": "d", "domain": "old.example", "url": "/the-mill/", "commenterHex": "y",
         "markdown": "Gone.", "state": "approved", "deleted": True},
        {"commentHex": "e", "domain": "old.example", "url": "/the-mill/", "commenterHex": "x",
         "markdown": "Hm.", "state": "flagged"},
    ],
    "commenters": [
        {"commenterHex": "x", "name": "Ann", "email": "a@example.org", "link": "undefined"},
        {"commenterHex": "y", "name": "Ann", "email": "undefined"},
    ],
}  # fmt: skip


def test_a_commento_file_is_imported_with_its_accounts(run, mill):
    export = json.dumps(COMMENTO)
    assert run(export) == {"read": 5, "created": 2, "held": 3}
    first = Comment.objects.get(text="Good light.", state="visible")
    assert (first.author.name, first.thread.space) == ("Ann", mill)
    assert Comment.objects.get(text="Indeed.").parent == first
    assert ImportedThread.objects.get().source == "old.example"
    assert Author.objects.filter(name="Ann").count() == 2
    assert set(Comment.objects.exclude(pending_reason="").values_list("pending_reason", flat=True)) == {
        "unapproved", "deleted", "flagged",
    }  # fmt: skip
    assert run(export) == {"read": 5, "unchanged": 5}


@pytest.mark.parametrize(
    "text",
    [
        isso("no object", {"id": [1], "text": "Good light.", "author": {"a": 1}, "created": 1e300}),
        isso({"id": 1, "text": "Good light.\u0000", "author": "\u0000", "created": True}),
        json.dumps(
            {"comments": [None, {"commentHex": "a", "markdown": "Good light.", "url": 3}], "commenters": [1]}
        ),
    ],
)
def test_values_of_other_types_are_unknown(run, text):
    assert run(text)["created"] == 1
    assert Comment.objects.get().text.startswith("Good light.")
    assert not Comment.objects.get().has_date


@pytest.mark.parametrize(
    "text",
    ['[{"comments": [}]', "[1, 2]", isso({"id": 1, "text": "\udfff"}), '{"elements": []}', '[{"comments": ['],
)
def test_other_json_is_refused_in_one_sentence(run, text):
    with pytest.raises(CommandError) as error:
        run(text)
    assert len(str(error.value).splitlines()) == 1
    assert not Comment.objects.exists()


GEODIRECTORY = """comment_ID,comment_post_ID,rating,comment_content,comment_date,comment_approved,user_id,comment_author,comment_author_email,comment_author_url
1,7,5,Good light.,2018-02-08 11:27:17,1,3,Ann,ann@example.org,
2,7,4.5,"Loud,
at noon",2018-02-09 11:27:17,1,4,Bob,,
3,7,,Pills,2018-02-09 11:27:17,spam,0,S,,
"""  # noqa: E501


def test_reviews_of_geodirectory_are_imported_with_their_stars(run):
    report = run(GEODIRECTORY)
    assert (report["created"], report["held"]) == (2, 1)
    assert Comment.objects.get(text="Good light.").rating == 5
    assert {"ref": "line 4", "reason": "its rating 4.5 is not used"} in report["problems"] or {
        "ref": "line 3", "reason": "its rating 4.5 is not used"} in report["problems"]  # fmt: skip
    assert ImportedThread.objects.get().thread.subject is None
    assert run(GEODIRECTORY)["unchanged"] == 3


def test_reviews_of_geodirectory_join_the_comments_of_their_site(run, mill):
    run(wxr(comment("1", "Good light."), title="The Mill", slug="the-mill"))
    report = run(GEODIRECTORY, "--source=old.example")
    assert (report["created"], report["held"], report["skipped"]) == (1, 1, 1)
    assert Comment.objects.get(text="Good light.").rating == 5
    assert Comment.objects.filter(thread__space=mill).count() == 3
