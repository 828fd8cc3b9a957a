"""The command import_comments: exports of WordPress and Disqus are imported whole, once, or not at all."""

import json

import pytest
from django.core.management import CommandError, call_command

from reviews.comments.authors import hash_email
from reviews.comments.choices import CommentState
from reviews.comments.models import Author, Comment, ImportedThread
from reviews.comments.queries import get_or_create_thread
from reviews.fingerprint import fingerprint
from reviews.importers.html import plain_text
from reviews.importers.run import OUTCOMES
from reviews.moderation import decisions
from reviews.near_duplicates.models import NearMatch
from tests.factories import make_space, make_staff
from tests.pages import page
from tests.reviews.importers.exports import SHARED, comment, wxr

pytestmark = pytest.mark.django_db
RECOMMENDATION = "Je vous recommande cet espace : tables, bon wifi et café !"


# ruff: noqa: E501
# The shape of the article that this project began from: three people's comments, one answer, one pingback, and
# one recommendation that was posted four times in a row.
ARTICLE = wxr(
    comment("1", "Merci pour cet article.", "Ann", "ann@example.org"),
    comment("2", "Il manque les cafés.", "Bob", "bob@example.org"),
    comment("3", "C'est vrai, nous les ajoutons.", "Ann", "ann@example.org", parent="2"),
    comment("4", "Un site en parle", "Un site", "", type="pingback", url="https://other.example/a"),
    comment("5", RECOMMENDATION, "Carl", "carl@example.org", date="2011-09-01 10:00:00"),
    comment("6", RECOMMENDATION, "Carl", "carl@example.org", date="2011-09-01 10:01:00"),
    comment("7", RECOMMENDATION.upper(), "Carl", "carl@example.org", date="2011-09-01 10:02:00"),
    comment("8", "Je vous recommande cet espace: tables, bon wifi et cafe", "Carl", "carl@example.org"),
)


def test_a_thread_is_imported_without_its_duplicates(run):
    space = make_space(name="Coworking", slug="coworking")
    report = run(ARTICLE)
    assert report == {"read": 8, "created": 4, "pingback": 1, "duplicate_exact": 1, "duplicate_normalised": 2}
    comments = Comment.objects.visible().filter(thread__space=space)
    assert comments.count() == 4
    recommendation = comments.get(author__name="Carl")
    assert recommendation.duplicates.count() == recommendation.duplicate_count == 3
    assert comments.get(text__startswith="C'est vrai").parent.text == "Il manque les cafés."
    assert Comment.objects.get(is_pingback=True).url == "https://other.example/a"
    assert run(ARTICLE) == {"read": 8, "unchanged": 8}


def test_the_page_lists_pingbacks_separately(run, client):
    make_space(name="Coworking", slug="coworking")
    run(ARTICLE)
    response = client.get("/en/spaces/coworking/comments/")
    shown = page(response)
    assert "Mentioned by" in shown.text
    assert shown.one('a[href="https://other.example/a"]')["rel"] == "nofollow ugc noopener"
    assert "carl@example.org" not in response.content.decode()


def test_only_hashes_of_email_addresses_are_stored(run):
    run(ARTICLE)
    for author in Author.objects.all():
        assert "@" not in f"{author.key}{author.name}{author.email_hash}"


def test_the_order_of_the_file_does_not_matter(run):
    texts = [
        comment("5", "A good place.", date="2011-01-02 00:00:00"),
        comment("6", "a GOOD place", date="2011-01-01 00:00:00"),
    ]
    run(wxr(*texts))
    earliest = Comment.objects.get()
    assert (earliest.text, earliest.duplicates.get().text) == ("a GOOD place", "A good place.")


def test_replies_find_their_parents_in_any_order_and_depth(run):
    chain = [
        comment(str(n), f"Level {n} of talk.", f"P{n}", f"p{n}@example.org", str(n - 1)) for n in range(1, 40)
    ]
    run(wxr(*reversed(chain)))
    for number in range(2, 40):
        row = Comment.objects.get(text=f"Level {number} of talk.")
        assert row.parent.text == f"Level {number - 1} of talk."
        assert row.root.text == "Level 1 of talk."


def test_missing_fields_are_tolerated(run):
    report = run(
        wxr(
            comment("1", "No parent here.", parent="99"),
            comment("2", "No name, no address.", "", ""),
            comment("3", "No date.", date="0000-00-00 00:00:00"),
            comment("4", ""),
            comment("", "No id at all."),
            comment("6", "Each answers", "A", "a@example.org", parent="7"),
            comment("7", "the other.", "B", "b@example.org", parent="6"),
        )
    )
    assert (report["read"], report["created"], report["skipped"]) == (7, 6, 1)
    reasons = " ".join(problem["reason"] for problem in report["problems"])
    assert "parent 99 is missing" in reasons
    assert "it says nothing" in reasons
    assert not Comment.objects.get(text="No date.").has_date


@pytest.fixture(params=[1, 3, 1000])
def in_batches(request, monkeypatch):
    """The same file in batches of one, of three, and in one."""
    monkeypatch.setattr("reviews.importers.run.BATCH", request.param)
    monkeypatch.setattr("reviews.importers.reply_links.BATCH", request.param)


def test_the_size_of_batches_changes_nothing(run, in_batches):
    make_space(name="Coworking", slug="coworking")
    expected = {"read": 8, "created": 4, "pingback": 1, "duplicate_exact": 1, "duplicate_normalised": 2}
    assert run(ARTICLE) == expected
    original = Comment.objects.get(author__name="Carl")
    assert original.duplicate_count == 3
    # The fourth was posted before the others: it is the comment, and the first is a duplicate of it.
    assert original.posted_at.isoformat() == "2011-08-24T09:00:00+00:00"
    assert sorted(original.duplicates.values_list("text", "reason")) == [
        (RECOMMENDATION.upper(), "normalised"),
        (RECOMMENDATION, "exact"),
        (RECOMMENDATION, "normalised"),
    ]
    assert run(ARTICLE) == {"read": 8, "unchanged": 8}


def test_a_visible_duplicate_makes_the_pending_comment_visible(run, in_batches):
    texts = [comment(str(n), "Good tea there.", approved="0" if n == 1 else "1") for n in (1, 2)]
    report = run(wxr(*texts))
    assert (report["held"], report["duplicate_exact"]) == (1, 1)
    assert Comment.objects.get().state == CommentState.VISIBLE


def test_near_duplicates_in_a_file_are_queued_whatever_the_batch(run, in_batches):
    text = "Very quiet in the morning, the tea is good and the light is better still."
    run(
        wxr(
            comment("1", text),
            comment(
                "2", "Something else altogether, about the lift and its mirrors.", "Bob", "b@example.org"
            ),
            comment("3", text.replace("morning", "mornning"), "Carl", "c@example.org"),
            comment("4", text, "Dora", "d@example.org"),
        )
    )
    pairs = NearMatch.objects.values_list("first__imported__ref", "second__imported__ref")
    assert set(pairs) == {("1", "3"), ("3", "4")}


def test_roots_are_right_when_replies_come_before_their_parents(run, in_batches):
    """2 replies to 1, 3 to 2, 5 to 4, 4 to 3; the file has them as 2, 3, 5, 4, 1."""
    answers = {"2": "1", "3": "2", "5": "4", "4": "3", "1": "0"}
    run(wxr(*(comment(ref, f"Number {ref} says this.", parent=parent) for ref, parent in answers.items())))
    rows = Comment.objects.values_list("imported__ref", "parent__imported__ref", "root__imported__ref")
    assert set(rows) == {
        ("1", None, None), ("2", "1", "1"), ("3", "2", "1"), ("4", "3", "1"), ("5", "4", "1"),
    }  # fmt: skip


def test_one_comment_of_a_cycle_of_replies_is_the_root_of_the_others(run, in_batches):
    answers = {"1": "3", "2": "1", "3": "2", "4": "2"}
    run(wxr(*(comment(ref, f"Number {ref} says this.", parent=parent) for ref, parent in answers.items())))
    top = Comment.objects.get(parent=None)
    assert top.root is None
    assert Comment.objects.filter(root=top).count() == 3
    for reply in Comment.objects.exclude(parent=None):
        assert reply.parent.imported.get().ref == answers[reply.imported.get().ref]


def test_a_reply_to_a_duplicate_replies_to_the_comment(run, in_batches):
    text = "Twice the same thing."
    run(
        wxr(comment("1", text), comment("2", text), comment("3", "Indeed.", "B", "b@example.org", parent="2"))
    )
    assert Comment.objects.get(text="Indeed.").parent.text == text


def test_a_reply_in_a_later_export_finds_its_parent(run):
    first = comment("1", "The question.")
    run(wxr(first))
    assert run(wxr(first, comment("2", "The answer.", parent="1"))) == {
        "read": 2, "created": 1, "unchanged": 1,
    }  # fmt: skip
    answer = Comment.objects.get(text="The answer.")
    assert answer.parent.text == answer.root.text == "The question."


def test_comments_without_ids_are_distinguished_by_their_content(run, in_batches):
    texts = [comment("", f"Number {number} has no id.", f"N{number}") for number in (1, 2, 1)]
    report = run(wxr(*texts))
    assert (report["created"], report["unchanged"]) == (2, 1)
    report = run(wxr(*texts, comment("", "Number 3 has none either.", "N3")))
    assert (report["created"], report["unchanged"]) == (1, 3)


def test_queries_do_not_grow_with_the_comments(run, django_assert_max_num_queries):
    make_space(name="Coworking", slug="coworking")
    texts = [
        comment(str(n), f"{n} wrote about {n * 7} things.", f"P{n}", f"p{n}@example.org")
        for n in range(1, 200)
    ]
    with django_assert_max_num_queries(45):
        assert run(wxr(*texts))["created"] == 199


def test_two_comments_with_one_id_are_both_imported(run):
    text = wxr(
        comment("1", "First with this id."), comment("1", "Second with this id.", "Bob", "b@example.org")
    )
    assert run(text)["created"] == 2
    assert run(text) == {"read": 2, "unchanged": 2}


def test_pending_comments_are_not_shown(run, client):
    make_space(name="Coworking", slug="coworking")
    report = run(
        wxr(
            comment("1", "Waiting.", approved="0"),
            comment("2", "Buy pills.", "S", "s@example.org", approved="spam"),
            comment("3", "Gone.", "T", "t@example.org", approved="trash"),
        )
    )
    assert report["held"] == 3
    assert set(Comment.objects.values_list("state", flat=True)) == {CommentState.PENDING}
    assert "Buy pills" not in page(client.get("/en/spaces/coworking/comments/")).text


# What moderators decided here


SPAM = "Cheap watches for everybody, ask me about the price."


@pytest.fixture
def thread(db):
    """The thread of the space that the files of these tests are about."""
    return get_or_create_thread(make_space(name="Coworking", slug="coworking"))


def pending_reasons():
    pending = Comment.objects.filter(state=CommentState.PENDING)
    return sorted(pending.values_list("pending_reason", flat=True))


@pytest.mark.parametrize("reason", ["link", ""])
def test_an_import_does_not_publish_a_pending_comment_that_it_did_not_bring(run, thread, reason):
    """The same author, by the hash of the e-mail address, and the same text."""
    author = Author.objects.create(key=f"mail:{hash_email('ann@example.org')}")
    Comment.objects.create(
        thread=thread,
        author=author,
        text=SPAM,
        fingerprint=fingerprint(SPAM),
        state=CommentState.PENDING,
        pending_reason=reason,
    )
    assert run(wxr(comment("1", SPAM)))["duplicate_exact"] == 1
    assert pending_reasons() == [reason]


def test_a_rejected_comment_stays_rejected_when_it_is_imported_again(run, thread, in_batches):
    run(wxr(comment("1", SPAM)))
    decisions.reject(make_staff(), Comment.objects.get(), "spam")
    assert run(wxr(comment("1", SPAM), comment("2", SPAM.upper())))["duplicate_normalised"] == 1
    assert Comment.objects.get().state == CommentState.REJECTED


@pytest.mark.parametrize("text", [SPAM, "Cheap watches for everybody, ask me about the prices!!"])
def test_a_rejected_text_of_another_source_waits_for_a_moderator(run, thread, in_batches, text):
    run(wxr(comment("1", SPAM, "Ann", "")), "--source=one")
    decisions.reject(make_staff(), Comment.objects.get(), "spam")
    texts = [comment("1", text, "Ann", ""), comment("2", "Good light, and quiet.", "Bob", "")]
    assert run(wxr(*texts), "--source=two") == {"read": 2, "created": 1, "held": 1}
    assert pending_reasons() == ["like_rejected"]
    assert run(wxr(*texts), "--source=two") == {"read": 2, "unchanged": 2}


def test_imported_comments_of_a_banned_author_wait_for_a_moderator(run, thread, in_batches):
    first = comment("1", "Nonsense, all of it.")
    run(wxr(first))
    decisions.ban(make_staff(), Author.objects.get(), "insults")
    second = comment("2", "More nonsense from me.")
    assert run(wxr(first, second)) == {"read": 2, "held": 1, "unchanged": 1}
    # Another record of the same text does not publish it.
    assert run(wxr(first, second, comment("3", "More nonsense from me.")))["duplicate_exact"] == 1
    assert pending_reasons() == ["banned"]


def test_a_thread_finds_its_space_by_slug_title_or_map(run, tmp_path):
    by_title = make_space(name="La Cantine du Port")
    run(wxr(comment("1", "By title."), title="La cantine du port", slug="x", link="https://old.example/x/"))
    assert Comment.objects.get().thread.space == by_title
    mapped = make_space(slug="mapped")
    table = tmp_path / "urls.csv"
    table.write_text("url,space\nhttps://www.old.example/y/,mapped\n")
    run(
        wxr(comment("2", "By map."), title="Y", slug="y", link="http://old.example/y"),
        "--map", str(table), "--source=another",
    )  # fmt: skip
    assert Comment.objects.get(text="By map.").thread.space == mapped


def test_a_thread_that_matches_no_space_stays_unassigned(run):
    report = run(wxr(comment("1", "One."), comment("2", "Two."), title="About us", slug="about"))
    assert "matches no space" in report["problems"][0]["reason"]
    thread = ImportedThread.objects.get().thread
    assert thread.subject is None
    assert thread.comments.count() == 2


def test_a_dry_run_writes_nothing(run):
    assert run(ARTICLE, "--dry-run")["created"] == 4
    assert not Comment.objects.exists()
    assert not Author.objects.exists()


def test_a_comment_changed_at_its_source_is_reported_and_not_changed(run):
    run(wxr(comment("1", "First wording of it.")))
    report = run(wxr(comment("1", "Second wording of it.")))
    assert report["skipped"] == 1
    assert "changed at its source" in report["problems"][0]["reason"]


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "it is empty"),
        ("this is no XML", "none of these: a WordPress export"),
        ("<", "it is no XML"),
        ("<html><body/></html>", "none of these: a WordPress export"),
        (wxr(comment("1", "Half"))[:-60], "no valid XML"),
        (wxr(comment("1", "x")).replace("<rss", BOMB + "<rss"), "declares entities"),
        ('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><rss>&a;</rss>', "declares entities"),
    ],
)
def test_a_broken_file_is_refused_and_leaves_nothing(run, text, message):
    with pytest.raises(CommandError, match=message):
        run(text)
    assert not Comment.objects.exists()
    assert not ImportedThread.objects.exists()


def test_an_export_without_comments_says_so(run):
    with pytest.raises(CommandError, match="no comment in it"):
        run(wxr())


DISQUS = """<?xml version="1.0" encoding="utf-8"?>
<disqus xmlns="http://disqus.com" xmlns:dsq="http://disqus.com/disqus-internals">
<category dsq:id="1"><forum>oldforum</forum><title>General</title></category>
<thread dsq:id="10"><id>the-mill</id><forum>oldforum</forum><link>https://old.example/the-mill/</link><title>The Mill</title></thread>
<post dsq:id="2"><message><![CDATA[<p>An answer.</p>]]></message><createdAt>2012-01-02T00:00:00Z</createdAt>
<isDeleted>false</isDeleted><isSpam>false</isSpam><author><email>b@example.org</email><name>Bob</name></author>
<thread dsq:id="10"/><parent dsq:id="1"/></post>
<post dsq:id="1"><message><![CDATA[<p>Great <b>light</b>.<br>And tea.</p>]]></message><createdAt>2012-01-01T00:00:00Z</createdAt>
<isDeleted>false</isDeleted><isSpam>false</isSpam><author><email>a@example.org</email><name>Ann</name></author>
<thread dsq:id="10"/></post>
<post dsq:id="3"><message>Pills</message><createdAt>2012-01-03T00:00:00Z</createdAt>
<isDeleted>false</isDeleted><isSpam>true</isSpam><author><name>Spammer</name></author><thread dsq:id="10"/></post>
</disqus>"""


def test_a_disqus_export_is_imported(run):
    space = make_space(name="The Mill", slug="the-mill")
    assert run(DISQUS) == {"read": 3, "created": 2, "held": 1}
    first, answer = (Comment.objects.get(author__name=name) for name in ("Ann", "Bob"))
    assert first.text == "Great light.\nAnd tea."
    assert (answer.parent, answer.thread.space) == (first, space)
    assert ImportedThread.objects.get().source == "oldforum"
    assert run(DISQUS) == {"read": 3, "unchanged": 3}


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ('See <a href="https://example.org/a">here</a>', "See here (https://example.org/a)"),
        ("<script>alert(1)</script>fine", "fine"),
        ("2 < 3 and 4 > 3", "2 < 3 and 4 > 3"),
        ("Tom &amp; Ann", "Tom & Ann"),
        ("<blockquote>Said</blockquote>Answer", "Said\nAnswer"),
    ],
)
def test_html_becomes_plain_text(html, text):
    assert plain_text(html) == text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("moins cher que <ailleurs, et mieux", "moins cher que <ailleurs, et mieux"),
        ("I <3 it, <b>really", "I <3 it, really"),
        (
            'a <a href="https://example.org/?a=1&amp;copy=2">b <i>c</i></a> d',
            "a b c (https://example.org/?a=1&copy=2) d",
        ),
        ('<a href="https://example.org/">https://example.org/</a>', "https://example.org/"),
        ('<a href="javascript:alert(1)">x</a><a href=/y>y</a>', "xy"),
        ('<a href="https://example.org/>unclosed</a> rest', "unclosed rest"),
        ("one<br />two<BR>three", "one\n\ntwo\nthree"),
        ("a<!-- <b> -->b<style>p {}</style>c &lt;b&gt; &eacute;&nbsp;", "abc <b> é"),
        ("a <!-- without an end", "a <!-- without an end"),
        ("<table><tr><td>1</td></tr>beside</table>", "1\nbeside"),
    ],
)
def test_cleaning_html_loses_nothing_that_was_typed(html, text):
    assert plain_text(html) == text


def test_a_malformed_url_of_a_page_matches_no_space(run):
    report = run(wxr(comment("1", "Text."), link="http://[", slug="", title="Nowhere"))
    assert (report["created"], report["problems"][0]["reason"]) == (
        1,
        "matches no space; waits among unassigned threads",
    )


def test_comments_with_the_same_too_long_id_are_both_imported(run):
    text = wxr(comment("9" * 5000, "One thing."), comment("9" * 5000, "Another thing.", parent="9" * 4000))
    assert run(text)["created"] == 2
    assert run(text) == {"read": 2, "unchanged": 2}


@pytest.mark.parametrize("date", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"])
def test_an_impossible_date_of_a_comment_is_unknown(run, date):
    run(DISQUS.replace("2012-01-01T00:00:00Z", date))
    assert not Comment.objects.get(author__name="Ann").has_date


@pytest.mark.parametrize(
    ("inner", "message"),
    [
        ("<a>" * 200, "record 1 is nested more than 100 levels deep"),
        ("<wp:comment " + "x" * 9_000_000, "longer than 4 MB"),
    ],
)
def test_an_export_that_passes_a_bound_is_refused(run, inner, message):
    with pytest.raises(CommandError, match=message):
        run(wxr(comment("1", "Good.")).replace("</item>", inner + "</item>"))
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"\xffx\nx", "map.csv: line 2 lacks"),
        (b"url,place\nhttps://a.example/,x\n", "map.csv: line 2 lacks one of the columns url and space"),
        (b"url,space\nhttp://[,\n", "names unknown spaces"),
        (b"url,space\n" + b"x" * 2_000_000, "map.csv: line 2: a row of more than"),
    ],
)
def test_an_unusable_map_is_refused(run, tmp_path, content, message):
    path = tmp_path / "map.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=message):
        run(ARTICLE, f"--map={path}")


@pytest.mark.skipif(not SHARED.exists(), reason="the shared data are not here")
def test_the_test_data_of_wordpress(capsys):
    path = str(SHARED / "wxr-theme-unit-test.xml")
    for expected in ({"created": 25, "pingback": 4, "held": 4}, {"unchanged": 33}):
        call_command("import_comments", path, "--report=json")
        report = json.loads(capsys.readouterr().out)
        assert {key: report[key] for key in OUTCOMES if report[key]} == expected
        assert report["read"] == 33
    assert Comment.objects.exclude(parent=None).count() > 5
