"""Keys by which two records of the same place are recognised: web domain and telephone number."""

import re
from urllib.parse import urlsplit

import phonenumbers

# Hosts of many web sites: a URL there does not identify a space.
SHARED_HOSTS = (
    "facebook.com", "instagram.com", "linkedin.com", "google.com", "wordpress.com", "wixsite.com", "x.com",
    "blogspot.com", "github.io", "meetup.com", "twitter.com", "tumblr.com", "weebly.com", "jimdo.com",
    "gmail.com", "outlook.com", "yahoo.com", "hotmail.com", "proton.me", "business.site", "linktr.ee",
    "over-blog.com", "e-monsite.com", "free.fr", "strikingly.com", "openstreetmap.org", "youtube.com",
)  # fmt: skip
_SHARED_SUFFIXES = tuple(f".{name}" for name in SHARED_HOSTS)
_NON_DIGITS = re.compile(r"[^0-9]+")


def web_domain(url: str) -> str:
    """Return the host of a URL without "www."; empty if there is none or if many web sites share it."""
    try:
        host = (urlsplit(url).hostname or "").lower().removeprefix("www.")
    except ValueError:
        return ""
    return "" if host in SHARED_HOSTS or host.endswith(_SHARED_SUFFIXES) else host[:120]


def phone_key(phone: str, country_code: str = "") -> str:
    """Return a telephone number in international form (E.164) without its plus sign, e.g. "3242222222".

    `country_code` (ISO 3166-1) is that of a number without one. Where several numbers are in the text, the
    first counts. What is no telephone number anywhere is compared by its last eight digits; the result is
    empty if it has fewer.
    """
    try:
        number = phonenumbers.parse(phone, country_code or None)
    except phonenumbers.NumberParseException:
        number = None
    if not number or not phonenumbers.is_possible_number(number):
        found = next(iter(phonenumbers.PhoneNumberMatcher(phone, country_code or None)), None)
        number = found.number if found else None
    if number:
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164).removeprefix("+")[:15]
    digits = _NON_DIGITS.sub("", phone)
    return digits[-8:] if len(digits) >= 8 else ""
