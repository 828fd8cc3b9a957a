"""Keys by which two records of the same place are recognised: web domain and telephone number."""

import re
from urllib.parse import urlsplit

# Hosts of many web sites: a URL there does not identify a space.
SHARED_HOSTS = (
    "facebook.com", "instagram.com", "linkedin.com", "google.com", "wordpress.com", "wixsite.com", "x.com",
    "blogspot.com", "github.io", "meetup.com", "twitter.com", "tumblr.com", "weebly.com", "jimdo.com",
    "gmail.com", "outlook.com", "yahoo.com", "hotmail.com", "proton.me", "business.site", "linktr.ee",
    "over-blog.com", "e-monsite.com", "free.fr", "strikingly.com", "openstreetmap.org", "youtube.com",
)  # fmt: skip
_SHARED_SUFFIXES = tuple(f".{name}" for name in SHARED_HOSTS)
_NON_DIGITS = re.compile(r"[^0-9]+")
PHONE_KEY_LENGTH = 8  # digits, so that the country code and the leading zero make no difference


def web_domain(url: str) -> str:
    """Return the host of a URL without "www."; empty if there is none or if many web sites share it."""
    try:
        host = (urlsplit(url).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""
    return "" if host in SHARED_HOSTS or host.endswith(_SHARED_SUFFIXES) else host[:120]


def phone_key(phone: str) -> str:
    """Return the last eight digits of a telephone number; empty if it has fewer."""
    digits = _NON_DIGITS.sub("", phone)
    return digits[-PHONE_KEY_LENGTH:] if len(digits) >= PHONE_KEY_LENGTH else ""
