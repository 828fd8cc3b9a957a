"""Messages are extracted from code and templates, and incomplete catalogues are reported."""

import ast
from html import unescape
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management import CommandError, call_command

from coworking.i18n.catalogues import extract
from spaces.managers import facts
from tests.factories import make_space

CODE = """
from django.utils.translation import gettext_lazy as _, ngettext_lazy, pgettext_lazy
LABELS = [_("coffee"), pgettext_lazy("a shop", "open"), ngettext_lazy("%(n)s desk", "%(n)s desks")]
"""
PAGE = """{% load i18n %}
{% if space %}
    <a title="{% translate "See the map" %}">{% translate "open" context "a door" %}</a>
  {% blocktranslate trimmed count n=space.n %}
    {{ n }} space, 100% free
  {% plural %}
    {{ n }} spaces, 100% free
  {% endblocktranslate %}
{% include "card.html" with label=_("Near you") %}
{% endif %}
"""
MESSAGES = {
    ("coffee", None),
    ("open", "a shop"),
    (("%(n)s desk", "%(n)s desks"), None),
    ("See the map", None),
    ("open", "a door"),
    (("%(n)s space, 100%% free", "%(n)s spaces, 100%% free"), None),
    ("Near you", None),
}
FRENCH = {
    "coffee": "café",
    "open": "ouvert",
    "%(n)s desk": ("%(n)s bureau", "%(n)s bureaux"),
    "See the map": "Voir la carte",
    "%(n)s space, 100%% free": ("%(n)s lieu, 100%% gratuit", "%(n)s lieux, 100%% gratuits"),
    "Near you": "Près de vous",
}


@pytest.fixture
def project(tmp_path, settings):
    """A project with one file of code, one page, and a French catalogue that lacks nothing."""
    (tmp_path / "spaces").mkdir()
    (tmp_path / "spaces" / "words.py").write_text(CODE)
    (tmp_path / "templates" / "spaces").mkdir(parents=True)
    (tmp_path / "templates" / "spaces" / "page.html").write_text(PAGE)
    settings.BASE_DIR, settings.LOCALE_PATHS = tmp_path, [tmp_path / "locale"]
    settings.LANGUAGES = [("en", "English"), ("fr", "French")]
    call_command("update_messages", stdout=StringIO())
    translate(tmp_path / "locale/fr/LC_MESSAGES/django.po")
    return tmp_path


def translate(path):
    """Fill the catalogue with FRENCH."""
    catalogue = read_po(BytesIO(path.read_bytes()), locale="fr")
    for message in catalogue:
        singular = message.id if isinstance(message.id, str) else message.id[0]
        if singular:
            message.string = FRENCH[singular]
    with path.open("wb") as file:
        write_po(file, catalogue)


def check() -> str:
    """Run the command; return its complaints, empty when there are none."""
    complaints = StringIO()
    try:
        call_command("check_messages", stdout=StringIO(), stderr=complaints)
    except CommandError as error:
        return complaints.getvalue() + str(error)
    return ""


def test_every_way_of_marking_a_text_is_found(project):
    found = {(message.id, message.context) for message in extract(project) if message.id}
    assert found == MESSAGES


def test_a_whole_catalogue_passes(project):
    assert check() == ""


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('msgid "coffee"', 'msgid "tea"', "fr: missing: coffee"),
        ('msgid "coffee"', '#, fuzzy\nmsgid "coffee"', "fr: fuzzy: coffee"),
        ('msgstr "café"', 'msgstr ""', "fr: untranslated: coffee"),
        ('msgstr[1] "%(n)s bureaux"', 'msgstr[1] ""', "fr: untranslated: %(n)s desk / %(n)s desks"),
        ('msgctxt "a door"', 'msgctxt "a window"', "fr: missing: open"),
        ("%(n)s bureaux", "%(number)s bureaux", "%(n)s desk / %(n)s desks"),
    ],
)
def test_a_broken_catalogue_is_named(project, old, new, complaint):
    path = project / "locale/fr/LC_MESSAGES/django.po"
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))
    complaints = check()
    assert complaint in complaints
    assert "1 messages need a translator" in complaints


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("café !", "café\N{NO-BREAK SPACE}!"),
        ("café\\n; thé", "café\N{NARROW NO-BREAK SPACE}; thé"),
        ("« café\N{NO-BREAK SPACE}»", "«\N{NO-BREAK SPACE}café\N{NO-BREAK SPACE}»"),
        ("le café : noir", "le café\N{NO-BREAK SPACE}: noir"),
    ],
)
@pytest.mark.parametrize("folder", ["locale", "locale/parts"])
def test_a_space_at_which_french_must_not_break_is_named(project, settings, folder, wrong, right):
    settings.LOCALE_PATHS = [project / "locale", project / "locale/parts"]
    ours = project / "locale/fr/LC_MESSAGES/django.po"
    path = project / folder / "fr/LC_MESSAGES/django.po"
    path.parent.mkdir(parents=True, exist_ok=True)
    before = ours.read_text()
    path.write_text(before.replace('msgstr "café"', f'msgstr "{wrong}"'))
    assert "fr: needs a no-break space at" in check()
    path.write_text(before.replace('msgstr "café"', f'msgstr "{right}"'))
    assert check() == ""


def test_a_language_without_catalogue_is_named(project, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("nl", "Dutch")]
    assert "nl: missing: coffee" in check()


def test_updating_keeps_translations_and_changes_nothing_twice(project):
    path = project / "locale/fr/LC_MESSAGES/django.po"
    call_command("update_messages", stdout=StringIO())
    first = path.read_text()
    call_command("update_messages", stdout=StringIO())
    assert path.read_text() == first
    assert check() == ""


def test_a_text_no_longer_used_leaves_the_catalogue(project):
    (project / "spaces" / "words.py").write_text("")
    call_command("update_messages", stdout=StringIO())
    assert "coffee" not in (project / "locale/fr/LC_MESSAGES/django.po").read_text()


# Messages of errors that users see are in the catalogue


REFUSALS = ("NotPossible", "ValidationError")


@pytest.mark.parametrize("app", ["coworking", "spaces", "reviews"])
def test_error_messages_are_translated(app):
    """`raise NotPossible("...")` without gettext is English for everybody."""
    bare = []
    for path in sorted(Path(settings.BASE_DIR, app).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in REFUSALS and node.args:
                message = node.args[0]
                if isinstance(message, ast.JoinedStr) or isinstance(getattr(message, "value", None), str):
                    bare.append(f"{path.name}:{node.lineno}")
    assert bare == []


@pytest.mark.django_db
def test_sources_of_the_site_itself_are_named_in_the_readers_language(client):
    space = make_space("The Mill", slug="the-mill", phone="+32 4 1")
    facts.confirm(space, ["phone"])
    assert "The manager of the space" in client.get("/en/spaces/the-mill/").content.decode()
    french = unescape(client.get("/fr/spaces/the-mill/").content.decode())
    assert "Le gestionnaire de l'espace" in french
    assert "The manager of the space" not in french
