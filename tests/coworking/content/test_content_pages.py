"""Pages that the operator writes, and the contact form."""

import pytest
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from coworking.content.markdown import SCHEMES, TAGS, to_html
from coworking.content.models import ContentPage
from coworking.content.starting_text import starting_values, usual_pages
from tests.factories import make_staff
from tests.pages import page

pytestmark = pytest.mark.django_db


def make_page(slug="privacy", language="en", **fields):
    fields = {"title": f"Title in {language}", "body": "# Who\nWe.", "is_published": True} | fields
    return ContentPage.objects.create(slug=slug, language=language, **fields)


def test_a_page_is_shown_in_the_visitors_language_and_linked_in_the_footer(client):
    make_page()
    make_page(language="fr", title="Vie privée", body="Rien n’est *caché*.")
    make_page("house-rules", order=0, title="House rules")
    french = page(client.get("/fr/pages/privacy/"))
    assert french.one("h1").text == "Vie privée"
    assert french.one(".content-page em").text == "caché"
    assert french.one("footer a", text="Vie privée")["href"] == "/fr/pages/privacy/"
    assert not french.has("footer a", text="House rules")
    assert page(client.get("/en/pages/house-rules/")).one("h1").text == "House rules"
    english = page(client.get("/en/pages/privacy/"))
    assert english.one("link[hreflang=fr]")["href"].endswith("/fr/pages/privacy/")


def test_a_page_that_is_not_translated_is_shown_in_another_language_and_says_so(client):
    make_page(language="fr", title="Mentions légales", slug="legal")
    english = page(client.get("/en/pages/legal/"))
    assert english.one(".content-page")["lang"] == "fr"
    assert english.one("footer a", text="Mentions légales")["lang"] == "fr"
    assert not page(client.get("/fr/pages/legal/")).has(".content-page[lang]")


def test_a_page_that_is_not_published_or_does_not_exist_is_not_found(client):
    make_page(is_published=False)
    assert client.get("/en/pages/privacy/").status_code == 404
    assert client.get("/en/pages/nothing/").status_code == 404
    assert not page(client.get("/en/")).has("footer a", text="Title in en")


def test_an_operator_begins_with_the_shipped_text_and_publishes_it(client):
    client.force_login(make_staff())
    listed = page(client.get("/admin/coworking/contentpage/"))
    form = page(client.get(listed.one("#content-main a, #content a", text="Privacy (English)")["href"]))
    body = form.one("textarea[name=body]").text
    assert "The map loads its tiles from" in body
    values = {"title": "Privacy", "slug": "privacy", "language": "en", "body": body, "is_published": "on"}
    saved = client.post("/admin/coworking/contentpage/add/", values | {"order": "10"})
    assert saved.status_code == 302, page(saved).texts(".errorlist")
    assert "map loads its tiles" in page(client.get("/en/pages/privacy/")).one(".content-page").text
    assert "Privacy (English)" not in page(client.get("/admin/coworking/contentpage/")).text


def test_starting_texts_exist_in_each_language_of_the_site(settings):
    for code, _name in settings.LANGUAGES:
        assert starting_values("privacy", code)["body"], code
    assert starting_values("../../settings", "en")["body"] == ""
    assert starting_values("privacy", "xx")["language"] == settings.LANGUAGE_CODE
    assert "privacy" in usual_pages()


def test_markdown_becomes_headings_below_the_title_lists_links_and_tables():
    html = page(to_html("# One\n## Two\n\n- [a](https://e.org)\n\n| b |\n|---|\n| c |\n\n<script>x</script>"))
    assert (html.one("h2").text, html.one("h3").text) == ("One", "Two")
    assert html.one("li a")["href"] == "https://e.org"
    assert html.one("td").text == "c"
    assert not html.has("script, h1")


@given(st.text(alphabet="<>\"'()[]!#*_`:/ \nascriptjvonerlmg=&;", max_size=120))
def test_no_text_makes_anything_but_the_allowed_elements(text):
    for element in page(f"<article>{to_html(text)}</article>").select("article *"):
        assert element.node.tag in TAGS
        assert set(element.node.attributes) <= {"href", "rel"}
        scheme = (element.node.attributes.get("href") or "").partition(":")
        assert not scheme[1] or scheme[0] in SCHEMES or "/" in scheme[0]


VALUES = {"name": "Ana", "email": "ana@example.org", "message": "The hours are wrong.\nKind regards"}


@pytest.fixture
def mailbox(settings):
    settings.CONTACT_EMAIL = "operator@example.org"
    return mail.outbox


def test_a_message_reaches_the_operator_who_can_answer_it(client, mailbox):
    assert page(client.get("/en/")).one("footer a", text="Contact")["href"] == "/en/contact/"
    answer = client.post("/en/contact/", VALUES, follow=True)
    assert "on its way" in page(answer).text
    (sent,) = mailbox
    assert (sent.to, sent.reply_to) == (["operator@example.org"], ["ana@example.org"])
    assert VALUES["message"] in sent.body


def test_what_was_typed_stays_if_it_cannot_be_sent(client, mailbox, settings):
    settings.EMAIL_BACKEND = "tests.coworking.content.test_content_pages.NoMailServer"
    shown = page(client.post("/en/contact/", VALUES))
    assert "could not be sent" in shown.one(".error").text
    assert "The hours are wrong" in shown.one("textarea[name=message]").text
    mistaken = page(client.post("/en/contact/", VALUES | {"email": "ana"}))
    assert mistaken.one("title").text.startswith("Error:")
    assert "The hours are wrong" in mistaken.one("textarea[name=message]").text


def test_robots_send_nothing_and_people_not_without_end(client, mailbox):
    refused = page(client.post("/en/contact/", VALUES | {"homepage": "https://spam.example"}))
    assert "catch robots" in refused.one(".error").text
    assert "The hours are wrong" in refused.one("textarea[name=message]").text
    assert mailbox == []
    shown = [page(client.post("/en/contact/", VALUES, follow=True)) for _number in range(7)]
    assert "That was a lot at once" in shown[-1].one(".error").text
    assert len(mailbox) == 6  # an hour, of one address


def test_without_an_address_there_is_no_contact_form(client, settings):
    settings.CONTACT_EMAIL = ""
    assert client.get("/en/contact/").status_code == 404
    assert not page(client.get("/en/")).has("footer a", text="Contact")


class NoMailServer:
    """An e-mail backend whose server does not answer."""

    def __init__(self, *args, **kwargs):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError
