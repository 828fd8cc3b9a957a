"""Telephones, e-mail, web sites and other links: https://wiki.openstreetmap.org/wiki/Key:contact."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

from spaces.importers.formats.openstreetmap.tags import Tags
from spaces.importers.values import clean

PHONES = ("contact:phone", "phone", "contact:mobile", "mobile", "phone:mobile")
EMAILS = ("contact:email", "email")
WEBSITES = ("contact:website", "website", "url")
# {social network: where an account that is given by its name alone is found}
_SITES = {
    "facebook": "https://www.facebook.com/",
    "instagram": "https://www.instagram.com/",
    "linkedin": "https://www.linkedin.com/company/",
    "twitter": "https://x.com/",
    "tiktok": "https://www.tiktok.com/@",
    "youtube": "https://www.youtube.com/@",
}
# {social network: (its site, the tags of accounts there)}
ACCOUNTS = {kind: (site, (f"contact:{kind}", kind)) for kind, site in _SITES.items()}
COMMONS = "https://commons.wikimedia.org/wiki/"
_ACCOUNT = re.compile(r"@?[\w.-]{1,80}\Z")
_WIKIDATA = re.compile(r"Q[1-9]\d{0,11}\Z")
_WIKIPEDIA = re.compile(r"([a-z-]{2,12}):(.+)\Z")


def contacts(tags: Tags) -> dict[str, Any]:
    """{"phone", "email", "website", "other_phones", "other_emails", "other_websites", "links"}.

    The first of several values fills the column. `links` are [{"kind", "url"}]; a photo is a link of the kind
    "photo", because its licence is not known.
    """
    phones = _all(tags, PHONES, clean.phone)
    emails = _all(tags, EMAILS, clean.email)
    websites = _all(tags, WEBSITES, clean.website)
    facts = {
        "phone": next(iter(phones), ""),
        "email": next(iter(emails), ""),
        "website": next(iter(websites), ""),
        "other_phones": phones[1:],
        "other_emails": emails[1:],
        "other_websites": websites[1:],
        "links": _links(tags),
    }
    return {key: value for key, value in facts.items() if value}


def _all(tags: Tags, keys: tuple[str, ...], cleaned: Callable[[object], str]) -> list[str]:
    """The values of some tags, each once; those that are not understood are reported."""
    found: dict[str, None] = {}
    for key, value in tags.parts(*keys):
        understood = cleaned(value)
        if understood:
            found[understood] = None
        else:
            tags.refuse(key, value)
    return list(found)


def _links(tags: Tags) -> list[dict[str, str]]:
    found = []
    for kind, (site, keys) in ACCOUNTS.items():
        for key, value in tags.parts(*keys):
            found.append((key, value, kind, _account_url(site, value)))
    for key, value in tags.parts("wikidata"):
        found.append(
            (
                key,
                value,
                "wikidata",
                f"https://www.wikidata.org/wiki/{value}" if _WIKIDATA.match(value) else "",
            )
        )
    for key, value in tags.parts("wikipedia"):
        found.append((key, value, "wikipedia", _wikipedia_url(value)))
    for key, value in tags.parts("wikimedia_commons"):
        is_page = value.startswith(("File:", "Category:"))
        found.append(
            (key, value, "photo", COMMONS + quote(value.replace(" ", "_"), safe=":/(),") if is_page else "")
        )
    for key, value in tags.parts("image"):
        found.append((key, value, "photo", clean.website(value)))
    links: dict[str, str] = {}
    for key, value, kind, url in found:
        if clean.website(url):
            links.setdefault(url, kind)
        else:
            tags.refuse(key, value)
    return [{"kind": kind, "url": url} for url, kind in links.items()]


def _account_url(site: str, value: str) -> str:
    """The URL of an account that is given as a URL or by its name."""
    if _ACCOUNT.match(value) and "." not in value.strip("."):
        return site + value.removeprefix("@")
    url = clean.website(value)
    if url or not _ACCOUNT.match(value):
        return url
    return site + value.removeprefix("@")


def _wikipedia_url(value: str) -> str:
    """The URL of an article such as "fr:La Cantine"."""
    found = _WIKIPEDIA.match(value)
    return (
        f"https://{found[1]}.wikipedia.org/wiki/{quote(found[2].replace(' ', '_'), safe=':/(),')}"
        if found
        else ""
    )
