"""Cleaning of values from the world. What cannot be understood becomes None or "", never a guess."""

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
    said = str(value)
    if not said.isprintable():
        said = "".join(char if char.isprintable() else " " for char in said)
    return " ".join(said.split())[:longest].strip()


def website(value: object) -> str:
    """An http(s) address, or "" ("www.example.org" gets its scheme; "en cours" is no address)."""
    address = text(value, 600)
    if not address or " " in address:
        return ""
    if "://" not in address:
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        host = host if host.isascii() else host.encode("idna").decode("ascii")
        port_is_fine = parts.port is None or parts.port > 0
    except (ValueError, UnicodeError):
        return ""
    fine = parts.scheme in {"http", "https"} and _HOST.match(host) and port_is_fine and not parts.username
    return address if fine and len(address) <= 500 else ""


def postcode(value: object) -> str:
    """A postcode, or "" (the "0" of a spreadsheet is none)."""
    code = text(value, 20).removesuffix(".0")
    return code if _POSTCODE.match(code) and code.strip("0 -") else ""


def phone(value: object) -> str:
    found = _PHONE.search(text(value, 120))
    return found.group().strip()[:60] if found else ""


def email(value: object) -> str:
    address = text(value, 254).removeprefix("mailto:")
    return address if _EMAIL.match(address) else ""


def number(value: object) -> float | None:
    """A finite number; a decimal comma is understood."""
    try:
        found = float(str(value).strip().replace(",", "."))
    except ValueError:
        return None
    return found if math.isfinite(found) else None


def position(latitude: object, longitude: object) -> tuple[float, float] | None:
    """(latitude, longitude) in degrees, or None when missing, out of range, or the 0,0 of an empty cell.

    A latitude beyond 90 with a longitude within it was swapped: it is put right.
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
    """A whole number above zero and of a sane size, or None."""
    found = number(value)
    return int(found) if found is not None and 0 < found < 1_000_000 else None


@lru_cache(maxsize=8192)
def date(value: str) -> str:
    """A date known to the year, the month or the day, or ""."""
    try:
        first_day(value)
    except ValueError:
        return ""
    return value
