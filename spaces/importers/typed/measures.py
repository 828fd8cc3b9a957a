"""Numbers of a table that people write with what is counted or measured: "120 desks", "1500 sq ft"."""

import re
from functools import lru_cache

from django.utils.translation import gettext as _

from coworking.fields.amounts import decimal_separator, format_number
from spaces.importers.values import clean
from spaces.importers.values.cells import Cells

# column of Space: the words after a number that say no more than the column
UNITS = {
    "desks": """desk desks workstation workstations seat seats spot spots place places poste postes bureau
        bureaux werkplek werkplekken plek plekken bureaus""",
    "people": """people person persons pax member members seat seats place places personne personnes pers
        persoon personen""",
    "rooms": """room rooms meeting_room meeting_rooms salle salles salle_de_réunion salles_de_réunion zaal
        zalen""",
    "area_m2": """m² m2 qm sqm sq_m sq._m square_metre square_metres square_meter square_meters mètre_carré
        mètres_carrés vierkante_meter""",
    "wifi_mbps": "mbps mbit mbit/s mbits/s mb/s mbs",
}  # fmt: skip
# column: {other unit: how many of the column's unit it is}
OTHER_UNITS = {
    "area_m2": dict.fromkeys(("sqft", "sq ft", "sq. ft.", "sq.ft.", "ft²", "ft2", "square feet"), 0.09290304),
    "wifi_mbps": dict.fromkeys(("gbps", "gbit", "gbit/s", "gb/s"), 1000.0),
}
COLUMNS = tuple(UNITS)
_whole_number = lru_cache(maxsize=8192)(clean.whole_number)  # the numbers of a file are often the same
_NUMBER_AND_UNIT = re.compile(r"(?P<number>[\d .,'’\u00a0\u202f]*\d)\s*(?P<unit>[^\W\d_].{0,30}?)\s*")


def read_measure(cells: Cells, column: str, decimal: str = "") -> int | None:
    """The whole number of a column; None where it is empty or not understood, which is noted.

    Another unit is converted, and the conversion noted. `decimal` is the decimal separator of the column.
    """
    return cells.read(column, lambda text: _read(cells, column, text, decimal))


@lru_cache(maxsize=8192)
def shows_decimal_separator(text: str) -> str:
    """The separator before decimals that the number of a text shows, or ""."""
    parts = _NUMBER_AND_UNIT.fullmatch(text.strip())
    return decimal_separator([parts["number"] if parts else text])


def _read(cells: Cells, column: str, text: str, decimal: str) -> int:
    parts = _NUMBER_AND_UNIT.fullmatch(text.strip())
    unit = parts["unit"].casefold() if parts else ""
    if not parts or unit in _units(column):
        return _whole_number(parts["number"] if parts else text, decimal)
    factor = OTHER_UNITS.get(column, {}).get(unit)
    if not factor:
        return _whole_number(text, decimal)  # which refuses it
    found = round(_whole_number(parts["number"], decimal) * factor)
    message = _("“%(text)s” is taken as %(number)s.")
    cells.note(column, message % {"text": clean.text(text), "number": format_number(found)})
    return found


@lru_cache(maxsize=16)
def _units(column: str) -> frozenset[str]:
    return frozenset(unit.replace("_", " ") for unit in UNITS[column].split())
