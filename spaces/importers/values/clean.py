"""Cleaning values of imported records. What cannot be understood becomes None or "", never a guess.

`whole_number` and `money` raise NotUnderstood instead, with a sentence for the report.
"""

import hashlib
import re
from functools import lru_cache
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from coworking.fields.amounts import Money, read_money, read_number
from coworking.fields.errors import NotUnderstood
from coworking.fields.partial_dates import first_day

MAX_DEGREES = 180
MAX_NUMBER = 1_000_000
MAX_REF = 150  # characters; a number may be added to it
MAX_PRICE = 10**8  # what the column of prices holds
_POSTCODE = re.compile(r"[A-Z0-9][A-Z0-9 \-]{1,11}\Z", re.IGNORECASE)
_PHONE = re.compile(r"(?<!\d)(?<!\d[\s.\-/])[+0(][\d\s().\-/]{5,40}")
_LOCAL_PHONE = re.compile(r"[1-9](?:[\s().\-/]{0,2}\d){5,9}", re.ASCII)
_HOST = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}\Z", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,24}\Z", re.IGNORECASE)


def text(value: object) -> str:
    """One line of text without control characters."""
    if value is None:
        return ""
    line = str(value)
    if not line.isprintable():
        line = "".join(char if char.isprintable() else " " for char in line)
    return " ".join(line.split())


def ref(value: object) -> str:
    """An id of at most 150 characters: a longer one is its start and a hash of the whole."""
    line = text(value)
    if len(line) <= MAX_REF:
        return line
    return f"{line[: MAX_REF - 21]}#{hashlib.sha256(line.encode()).hexdigest()[:20]}"


def name(value: object, longest: int) -> str:
    """A name of at most `longest` characters. Raises NotUnderstood, also where there is none."""
    line = text(value)
    if not line:
        raise NotUnderstood(_("no name"))
    if len(line) > longest:
        message = _("the name “%(text)s…” has more than %(count)s characters")
        raise NotUnderstood(message % {"text": line[:80], "count": longest})
    return line


def website(value: object) -> str:
    """An http(s) URL, or "" ("www.example.org" gets its scheme; "en cours" is no URL)."""
    url = text(value)
    if not url or " " in url:
        return ""
    if "://" not in url:
        url = f"https://{url}"
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        host = host if host.isascii() else host.encode("idna").decode("ascii")
        has_valid_port = parts.port is None or parts.port > 0
    except (ValueError, UnicodeError):
        return ""
    is_http = parts.scheme in {"http", "https"}
    is_valid = is_http and _HOST.match(host) and has_valid_port and not parts.username
    return url if is_valid and len(url) <= 500 else ""


def postcode(value: object) -> str:
    """A postcode, or "" ("0", as spreadsheets write it, is none)."""
    code = text(value).removesuffix(".0")
    return code if _POSTCODE.match(code) and code.strip("0 -") else ""


def phone(value: object) -> str:
    """The first telephone number of a text, as it is written, or "".

    It begins with +, 0 or a bracket; without these, a text of 6 to 10 digits is a number of the country.
    """
    line = text(value)
    found = _LOCAL_PHONE.fullmatch(line) or _PHONE.search(line)
    return found.group().strip() if found else ""


def email(value: object) -> str:
    """An e-mail address, or ""."""
    address = text(value).removeprefix("mailto:")
    return address if len(address) <= 254 and _EMAIL.match(address) else ""


def number(value: object) -> float | None:
    """A finite number of degrees, with a decimal point or comma, or None."""
    if isinstance(value, float | int):
        return float(value) if abs(value) <= MAX_DEGREES else None
    try:
        return float(read_number(str(value), most=MAX_DEGREES))
    except NotUnderstood:
        return None


def _degrees(value: object, hemispheres: str) -> float | None:
    """Degrees with or without a sign of the hemisphere, as in "N50.64" or "5.57 W"."""
    if not isinstance(value, str):
        return number(value)
    typed = value.strip().upper().replace("°", "")
    sign = next((one for one in hemispheres if typed.startswith(one) or typed.endswith(one)), "")
    found = number(typed.strip(f"{sign} ") if sign else typed)
    if found is None or not sign:
        return found
    return None if found < 0 else found * (-1 if sign in "SW" else 1)


def position(latitude: object, longitude: object) -> tuple[float, float] | None:
    """(latitude, longitude) in degrees, or None when missing, out of range, or the 0,0 of an empty cell.

    A latitude beyond 90 with a longitude within 90 was swapped with it: they are swapped back.
    """
    lat, lon = _degrees(latitude, "NS"), _degrees(longitude, "EW")
    if lat is None or lon is None or (lat == 0 and lon == 0):
        return None
    if abs(lat) > 90 and abs(lon) <= 90:
        lat, lon = lon, lat
    if abs(lat) > 90 or abs(lon) > 180:
        return None
    return round(lat, 7), round(lon, 7)


def whole_number(text: str, decimal: str = "") -> int:
    """A whole number above 0 and below 1,000,000; `decimal` is the decimal separator of its column, if known.

    Raises NotUnderstood.
    """
    found = read_number(text, decimal)
    if found != int(found) or not 0 < found < MAX_NUMBER:
        raise NotUnderstood(_("“%(text)s” is no whole number from 1 to 999,999.") % {"text": text.strip()})
    return int(found)


def money(text: str, currency: str = "", local: str = "") -> Money:
    """An amount with its currency, as `read_money` reads it. Raises NotUnderstood."""
    found = read_money(text, currency, local)
    if not found.currency:
        raise NotUnderstood(_("“%(text)s” has no currency.") % {"text": text.strip()})
    if found.amount >= MAX_PRICE:
        raise NotUnderstood(_("“%(text)s” is out of range.") % {"text": text.strip()})
    return found


@lru_cache(maxsize=8192)
def date(value: str) -> str:
    """A partial date (2019, 2019-03 or 2019-03-31), or ""."""
    try:
        first_day(value)
    except ValueError:
        return ""
    return value
