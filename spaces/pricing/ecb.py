"""Parse the euro reference rates of the European Central Bank: eurofxref-daily.xml, -hist-90d.xml, -hist.xml.

Format: https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/
"""

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from pathlib import Path

from coworking.files import xml_stream
from coworking.files.errors import UnreadableFile

ROOT = "{http://www.gesmes.org/xml/2002-08-01}Envelope"
CUBE = "{http://www.ecb.int/vocabulary/2002-08-01/eurofxref}Cube"
SOURCE = {
    "key": "ecb-reference-rates",
    "name": "European Central Bank",
    "url": "https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/",
    "attribution": "European Central Bank, euro foreign exchange reference rates",
}
MAX_RATES = 2_000_000  # eight times the whole history since 1999
RATE_PRECISION = Decimal("0.000001")
MAX_RATE = Decimal(10) ** 12

Rates = dict[tuple[dt.date, str], Decimal]


def read_rates(path: Path, today: dt.date) -> Rates:
    """Return {(day, currency): units for one euro}. Raises UnreadableFile if any part is invalid."""
    if xml_stream.root_tag(path) != ROOT:
        raise UnreadableFile("these are not the European Central Bank's reference rates")
    rates: Rates = {}
    for day in xml_stream.elements(path, lambda element: element.tag == CUBE and "time" in element.attrib):
        date = _date(day.get("time", ""), today)
        for cube in day.iterfind(CUBE):
            currency = _currency(cube.get("currency", ""), date)
            rate = _rate(cube.get("rate", ""), date, currency)
            if rates.setdefault((date, currency), rate) != rate:
                raise UnreadableFile(f"two rates for {currency} on {date}")
        if len(rates) > MAX_RATES:
            raise UnreadableFile(f"it has more than {MAX_RATES} rates")
    if not rates:
        raise UnreadableFile("there is no rate in it")
    return rates


def _date(text: str, today: dt.date) -> dt.date:
    try:
        date = dt.date.fromisoformat(text)
    except ValueError:
        raise UnreadableFile(f"no date: {text[:20]!r}") from None
    if date > today:
        raise UnreadableFile(f"{date} is still to come")
    return date


def _currency(text: str, date: dt.date) -> str:
    if not re.fullmatch(r"[A-Z]{3}", text):
        raise UnreadableFile(f"no currency: {text[:20]!r}, on {date}")
    return text


def _rate(text: str, date: dt.date, currency: str) -> Decimal:
    try:
        rate = Decimal(text)
    except InvalidOperation:
        rate = Decimal("NaN")
    if not rate.is_finite() or not 0 < rate < MAX_RATE or rate != rate.quantize(RATE_PRECISION):
        raise UnreadableFile(f"no rate: {text[:20]!r} for {currency} on {date}")
    return rate
