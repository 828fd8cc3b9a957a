"""Every page, to every role: security headers, no markup that the content security policy forbids, and

markup in any text of the database is shown as text, in JSON-LD too. One walk through all URLs looks at both.
"""

from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models, transaction
from django.http import HttpResponse

from coworking.fields.partial_dates import PartialDateField
from tests.safety.cast import make_cast
from tests.safety.site_urls import all_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ADDRESSES = {address.name: address for address in all_addresses()}
LONG = "</script></title></textarea><xss>\"' xssattr=1><xss>"
SHORT = "<xss>"
LINK = "javascript:xss()//<xss>"
LINKS = ("href", "src", "action", "formaction")
# Not overwritten: parts of URLs, keys by which rows are found, and values that only code reads.
EXCLUDED = {
    "slug",
    "code",
    "key",
    "timezone",
    "password",
    "expression",
    "country_code",
    "normalized_name",
    "folded",
    "fact",
    "fact_dates",
    "accent",  # a colour, and nothing else gets past its validator
    "accent_dark",
}


class Markup(HTMLParser):
    """Collects what became markup that should have stayed text."""

    def __init__(self, text: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs) -> None:
        links = [value for name, value in attrs if name in LINKS and (value or "").startswith("javascript:")]
        if tag == "xss" or "xssattr" in dict(attrs) or links:
            self.found.append(f"{self.get_starttag_text()} at {self.getpos()}")


class Inline(HTMLParser):
    """Collects what `script-src 'self'; style-src 'self'` would block, and addresses that run code."""

    def __init__(self, text: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs) -> None:
        given = dict(attrs)
        is_data = given.get("type") in ("application/ld+json", "application/json")
        if tag == "style" or (tag == "script" and "src" not in given and not is_data):
            self.found.append(f"<{tag}>")
        for name, value in attrs:
            runs = name in ("href", "src", "action", "formaction") and (value or "").strip().lower()
            if name == "style" or name.startswith("on") or (runs or "").startswith("javascript:"):
                self.found.append(f"<{tag} {name}={value!r}>")


def fields_of(model: type[models.Model]):
    """The fields of a model that hold text which somebody typed, or an import brought."""
    for field in model._meta.concrete_fields:
        is_text = isinstance(field, (models.CharField, models.TextField, models.JSONField))
        is_free = (
            is_text
            and not isinstance(field, PartialDateField)
            and not field.choices
            and not field.primary_key
            and not field.is_relation
        )
        if is_free and field.name not in EXCLUDED and (field.max_length or 99) > len(SHORT):
            yield field


def payload(field: models.Field):
    if field.name == "not_taken_back":
        return [{"ref": LONG, "reason": LONG}]
    if isinstance(field, models.JSONField):
        return dict.fromkeys(("name", "doubts", "hours_said", "hours_note", "description", "phone"), LONG)
    if isinstance(field, models.URLField):
        return LINK
    return LONG if (field.max_length or 999) > len(LONG) + 10 else SHORT


def poison() -> int:
    """Write the payload into every text of every row of ours; returns how many columns it reached."""
    reached = 0
    for model in apps.get_models():
        if model._meta.app_label not in ("coworking", "spaces", "reviews"):
            continue
        for field in fields_of(model):
            unique = field.unique or any(
                field.name in str(one.expressions) + str(one.fields)
                for one in model._meta.constraints
                if isinstance(one, models.UniqueConstraint)
            )
            for pk in model._base_manager.values_list("pk", flat=True):
                value = payload(field)
                value = f"{value}{pk}"[: field.max_length] if unique and isinstance(value, str) else value
                reached += model._base_manager.filter(pk=pk).update(**{field.name: value})
    return reached


@pytest.fixture(scope="module")
def poisoned(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        cast = make_cast()
        assert poison() > 60
        yield cast
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", ADDRESSES)
def test_no_text_becomes_markup_and_every_response_forbids_framing_and_sniffing(poisoned, name):
    path = poisoned.path(ADDRESSES[name])
    for who in ("anonymous", "member", "manager", "administrator"):
        with transaction.atomic():
            response = poisoned.client(who).get(path)
            transaction.set_rollback(True)
        assert response.status_code < 500, who
        is_page = response.get("Content-Type", "").startswith("text/html")
        check_headers(response, is_page)
        if is_page:
            text = response.content.decode()
            assert Inline(text).found == [], who
            assert Markup(text).found == [], who


def check_headers(response: HttpResponse, is_page: bool) -> None:
    assert response["X-Frame-Options"] == "DENY"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'self'" in policy or "default-src 'none'" in policy
    assert not is_page or "frame-ancestors 'none'" in policy


def test_the_policy_allows_the_site_itself_and_tiles():
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert policy["default-src"] == ["'self'"]
    assert policy["object-src"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["base-uri"] == policy["form-action"] == ["'self'"]
    assert not {"script-src", "style-src"} & set(policy)


def test_the_payload_is_really_on_the_pages(poisoned):
    page = poisoned.client("anonymous").get(poisoned.space.get_absolute_url()).content.decode()
    assert page.count("&lt;xss&gt;") > 10
    assert "application/ld+json" in page


def test_the_parsers_find_what_the_test_looks_for():
    bad = '<p style="x"><a onclick="x" href=" JavaScript:x">x</a><script>x</script><style>x</style>'
    assert len(Inline(bad).found) == 5
    assert Inline('<script src="/x.js"></script><script type="application/ld+json">{}</script>').found == []
    assert len(Markup(f"<title>x{LONG}").found) == 2
    assert Markup(f'<a href="{LINK}">x</a>').found
