"""The exports under shared/data/field/comments, where they are: what their README says is right."""

import pytest

from reviews.comments.choices import CommentState
from reviews.comments.models import Author, Comment, ImportedThread
from tests.factories import make_space
from tests.reviews.importers.exports import SHARED

FIELD = SHARED / "field" / "comments"
pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not FIELD.exists(), reason="the field cases are not here"),
]
PLACES = (
    "anticafe-beaubourg-paris",
    "numa-paris",
    "mutinerie-paris",
    "la-cantine-paris",
    "now-coworking-lyon",
)


def refs(**conditions):
    return set(Comment.objects.filter(**conditions).values_list("imported__ref", flat=True))


@pytest.fixture
def import_file(run):
    def import_file(name):
        for slug in PLACES:
            make_space(name=slug, slug=slug)
        report = run((FIELD / name).read_bytes(), name=name)
        again = run((FIELD / name).read_bytes(), name=name)
        stored = ("created", "held", "pingback", "duplicate_exact", "duplicate_normalised", "unchanged")
        assert again.get("unchanged", 0) == sum(report.get(outcome, 0) for outcome in stored)
        return report

    return import_file


def test_kinds_of_wordpress(import_file):
    report = import_file("wxr-kinds.xml")
    others = {"6", "7", "9", "10", "11", "27", "101"}
    assert not refs() & others
    assert {problem["ref"] for problem in report["problems"] if problem["ref"].startswith("the type")} == {
        f"the type {kind}"
        for kind in ("order_note", "action_log", "webmention", "like", "editorial-comment", "note")
    }
    assert refs(state=CommentState.PENDING) >= {"2", "3", "4", "5", "102", "103", "104", "105"}
    assert not refs(state=CommentState.VISIBLE) & {"2", "3", "4", "5", "102", "103", "104", "105"}
    assert refs(rating=5) == {"8", "26"}
    assert refs(has_date=False) >= {"18", "19"}
    # The file does not say which post the attachment belongs to: its comment waits as a thread of its own.
    assert ImportedThread.objects.get(title="img").thread.subject is None


def test_kinds_of_disqus(import_file):
    import_file("disqus-kinds.xml")
    assert "18" in refs(state=CommentState.PENDING)
    assert Author.objects.filter(name="Bob").count() == 3


@pytest.mark.parametrize(
    "name",
    [
        "disqus-posts-before-threads.xml", "wxr-cdata-end.xml", "wxr-utf16.xml", "wxr.xml.gz",
        "wxr-leading-blank.xml", "wxr-control-char.xml", "isso.json", "commento.json", "geodir-reviews.csv",
    ],
)  # fmt: skip
def test_the_file_is_read(import_file, name):
    assert import_file(name).get("created") == 1


def test_a_comment_of_unclosed_tags_is_read_in_linear_time_and_refused_as_too_long(import_file):
    assert import_file("wxr-html-quadratic.xml")["problems"] == [
        {"ref": "1", "reason": "longer than 20000 characters"}
    ]


def test_every_file_has_a_test():
    assert {path.name for path in FIELD.iterdir()} == {
        "wxr-kinds.xml", "disqus-kinds.xml", "wxr-html-quadratic.xml",
        *test_the_file_is_read.pytestmark[0].args[1],
    }  # fmt: skip
