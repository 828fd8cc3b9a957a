"""Cleaning values of imported records. What cannot be understood becomes None or "", never a guess."""

import math
import re
from functools import lru_cache
from urllib.parse import urlsplit

from coworking.fields.partial_dates import first_day

_POSTCODE = re.compile(r"[A-Z0-9][A-Z0-9 \-]{1,11}\Z", re.IGNORECASE)
_PHONE = re.compile(r"[+0(][\d\s().\-/]{5,40}")
_HOST = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,24}\Z", re.IGNORECASE)
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,24}\Z", re.IGNORECASE)


def text(value: object, longest: int = 250) -> str:
    """One line of text without control characters, at most `longest` characters."""
    if value is None:
        return ""
    line = str(value)
    if not line.isprintable():
        line = "".join(char if char.isprintable() else " " for char in line)
    return " ".join(line.split())[:longest].strip()


def website(value: object) -> str:
    """An http(s) URL, or "" ("www.example.org" gets its scheme; "en cours" is no URL)."""
    url = text(value, 600)
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
    code = text(value, 20).removesuffix(".0")
    return code if _POSTCODE.match(code) and code.strip("0 -") else ""


def phone(value: object) -> str:
    """The first telephone number of a text, as it is written, or ""."""
    found = _PHONE.search(text(value, 120))
    return found.group().strip()[:60] if found else ""


def email(value: object) -> str:
    """An e-mail address, or ""."""
    address = text(value, 254).removeprefix("mailto:")
    return address if _EMAIL.match(address) else ""


def number(value: object) -> float | None:
    """A finite number, or None; it may have a decimal comma."""
    try:
        found = float(str(value).strip().replace(",", "."))
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def position(latitude: object, longitude: object) -> tuple[float, float] | None:
    """(latitude, longitude) in degrees, or None when missing, out of range, or the 0,0 of an empty cell.

    A latitude beyond 90 with a longitude within 90 was swapped with it: they are swapped back.
    """
    lat, lon = number(latitude), number(longitude)
    if lat is None or lon is None or (lat == 0 and lon == 0):
        return None
    if abs(lat) > 90 and abs(lon) <= 90:
        lat, lon = lon, lat
    if abs(lat) > 90 or abs(lon) > 180:
        return None
    return round(lat, 7), round(lon, 7)


def positive(value: object) -> int | None:
    """The whole part of a number above 0 and below 1,000,000, or None."""
    found = number(value)
    return int(found) if found is not None and 0 < found < 1_000_000 else None


@lru_cache(maxsize=8192)
def date(value: str) -> str:
    """A partial date (2019, 2019-03 or 2019-03-31), or ""."""
    try:
        first_day(value)
    except ValueError:
        return ""
    return value
