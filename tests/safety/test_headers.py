"""Security headers of every page, and no markup that the content security policy forbids."""

from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.db import transaction

from tests.safety.site_urls import all_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.once]
ADDRESSES = {address.name: address for address in all_addresses()}


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


def pages(cast, name: str):
    """The answers to a GET that some of the cast see."""
    address = ADDRESSES[name]
    path = address.path(**cast.parameters(name, address.model))
    for who in ("anonymous", "manager", "administrator"):
        with transaction.atomic():
            yield cast.client(who).get(path)
            transaction.set_rollback(True)


@pytest.mark.parametrize("name", ADDRESSES)
def test_every_response_forbids_framing_and_sniffing(cast, name):
    for response in pages(cast, name):
        assert response.status_code < 500
        assert response["X-Frame-Options"] == "DENY"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Referrer-Policy"] == "strict-origin-when-cross-origin"
        assert response["Cross-Origin-Opener-Policy"] == "same-origin"
        policy = response["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "default-src 'self'" in policy or "default-src 'none'" in policy
        if response.get("Content-Type", "").startswith("text/html"):
            assert "frame-ancestors 'none'" in policy
            assert Inline(response.content.decode()).found == []


def test_the_policy_allows_the_site_itself_and_tiles():
    policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert policy["default-src"] == ["'self'"]
    assert policy["object-src"] == policy["frame-ancestors"] == ["'none'"]
    assert policy["base-uri"] == policy["form-action"] == ["'self'"]
    assert not {"script-src", "style-src"} & set(policy)


def test_the_parser_finds_what_the_test_looks_for():
    bad = '<p style="x"><a onclick="x" href=" JavaScript:x">x</a><script>x</script><style>x</style>'
    assert len(Inline(bad).found) == 5
    assert Inline('<script src="/x.js"></script><script type="application/ld+json">{}</script>').found == []
