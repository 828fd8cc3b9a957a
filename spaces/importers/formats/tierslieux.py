"""The French census of third places, 2019 (CGET, Mission Coworking; Licence Ouverte 2.0)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from coworking.fields.errors import NotUnderstood
from spaces.directory.choices import Kind
from spaces.importers.files import FileStart
from spaces.importers.formats.base import ImportFormat
from spaces.importers.reading import Reading
from spaces.importers.record import SpaceRecord
from spaces.importers.tables.csv_file import read_csv
from spaces.importers.typed.contacts import contacts
from spaces.importers.typed.positions import position
from spaces.importers.values import clean
from spaces.importers.values.cells import Cells

COLUMNS = {"ID", "NOM_TL", "ADRESSE", "CP", "COMINIT", "NOMCOM", "LAT", "LONG"}
AS_OF = "2019"
# The overseas departments have ISO codes of their own, and so in the gazetteer.
OVERSEAS = {"971": "GP", "972": "MQ", "973": "GF", "974": "RE", "976": "YT"}


def recognises(start: FileStart) -> bool:
    """Whether the file has the columns of the census."""
    return start.columns >= COLUMNS


def read(path: Path, reading: Reading) -> Iterator[SpaceRecord]:
    """The records of a file, one for each row."""
    table = read_csv(path)
    reading.notes += table.notes
    for row in table.rows:
        if row.problem:
            yield SpaceRecord(f"line {row.line}", problem=row.problem, is_damaged=True)
            continue
        record = parse_row(row.line, dict(zip(table.headings, row.cells, strict=False)))
        record.notes += row.notes
        record.is_damaged = row.is_short
        yield record


def parse_row(line: int, row: dict[str, str]) -> SpaceRecord:
    """The record of one row. Its city is INSEE's name of the commune, else the name that was typed.

    Several rows may have the same ID; the importer skips all but the first.
    """
    cells = Cells(row)
    ref = clean.ref(row.get("ID")) or f"line {line}"
    try:
        name = clean.name(row.get("NOM_TL"), 200)
    except NotUnderstood as error:
        return SpaceRecord(ref, problem=str(error), line=str(line))
    postcode = cells.clean("CP", clean.postcode)
    facts: dict[str, Any] = {
        "name": name,
        "kind": kind(row.get("TYPO") or ""),
        "street": cells.line("ADRESSE", 250),
        "postcode": postcode,
        "city": cells.line("NOMCOM", 200) or cells.line("COMINIT", 200),
        "country": country(row.get("INSEEDEP") or "", postcode),
        **contacts(cells, {"website": "WEB"}),
        **position(cells, "LAT", "LONG"),
    }
    known = {key: value for key, value in facts.items() if value}
    return SpaceRecord(ref, known, as_of=AS_OF, basis="dataset", line=str(line), notes=cells.notes)


def kind(typology: str) -> str:
    """The kind of space that a typology of the census means."""
    lowered = typology.lower()
    if "fab" in lowered or "hack" in lowered or "atelier" in lowered:
        return Kind.FABLAB
    return Kind.COWORKING if "coworking" in lowered else Kind.OTHER


def country(department: str, postcode: str) -> str:
    """The ISO code of the country, by the number of the department or by the postcode."""
    return OVERSEAS.get(department[:3]) or OVERSEAS.get(postcode[:3]) or "FR"


FORMAT = ImportFormat(
    key="tierslieux",
    label="Tiers-lieux",
    summary="the French census of third places, 2019",
    endings=(".csv",),
    docs_heading="The French census of third places",
    recognises=recognises,
    read=read,
    licence="Licence Ouverte 2.0",
    attribution="CGET, Mission Coworking, 2019",
)
