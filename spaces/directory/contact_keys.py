"""By which web domain and telephone two records of one place are recognised."""

import re
from urllib.parse import urlsplit

# Web sites of many: an address there tells nothing about one space.
SHARED_HOSTS = (
    "facebook.com", "instagram.com", "linkedin.com", "google.com", "wordpress.com", "wixsite.com", "x.com",
    "blogspot.com", "github.io", "meetup.com", "twitter.com", "tumblr.com", "weebly.com", "jimdo.com",
    "gmail.com", "outlook.com", "yahoo.com", "hotmail.com", "proton.me", "business.site", "linktr.ee",
    "over-blog.com", "e-monsite.com", "free.fr", "strikingly.com", "openstreetmap.org", "youtube.com",
)  # fmt: skip
_SHARED_SUFFIXES = tuple(f".{name}" for name in SHARED_HOSTS)
_NON_DIGITS = re.compile(r"[^0-9]+")
PHONE_KEY_LENGTH = 8  # whatever the country's code and its leading zero


def web_domain(url: str) -> str:
    """The host of a web address without "www."; empty for none, and for hosts that many share."""
    try:
        host = (urlsplit(url).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""
    return "" if host in SHARED_HOSTS or host.endswith(_SHARED_SUFFIXES) else host[:120]


def phone_key(phone: str) -> str:
    """The last eight digits of a telephone number; empty when it has fewer."""
    digits = _NON_DIGITS.sub("", phone)
    return digits[-PHONE_KEY_LENGTH:] if len(digits) >= PHONE_KEY_LENGTH else ""
