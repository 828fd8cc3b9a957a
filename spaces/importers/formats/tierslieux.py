"""The French census of third places, 2019 (CGET, Mission Coworking; Licence Ouverte 2.0)."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from spaces.directory.choices import Kind
from spaces.importers import clean
from spaces.importers.record import Record

COLUMNS = {"ID", "NOM_TL", "ADRESSE", "CP", "COMINIT", "NOMCOM", "LAT", "LONG"}
LICENCE = "Licence Ouverte 2.0"
ATTRIBUTION = "CGET, Mission Coworking, 2019"
AS_OF = "2019"
# The overseas departments have ISO codes of their own, and so in the gazetteer.
OVERSEAS = {"971": "GP", "972": "MQ", "973": "GF", "974": "RE", "976": "YT"}


def parse(rows: Iterator[tuple[int, dict[str, str]]]) -> Iterator[Record]:
    """Rows of the file, with their line numbers -> records."""
    for line, row in rows:
        yield record(line, row)


def record(line: int, row: dict[str, str]) -> Record:
    """One row. The commune is INSEE's, else the one typed; several places may share an ID, never a row."""
    name = clean.text(row.get("NOM_TL"), 200)
    ref = clean.text(row.get("ID"), 100) or f"line {line}"
    if not name:
        return Record(ref, problem=_("no name"), line=str(line))
    postcode = clean.postcode(row.get("CP"))
    facts: dict[str, Any] = {
        "name": name,
        "kind": kind(row.get("TYPO") or ""),
        "street": clean.text(row.get("ADRESSE")),
        "postcode": postcode,
        "city": clean.text(row.get("NOMCOM") or row.get("COMINIT"), 200),
        "country": country(row.get("INSEEDEP") or "", postcode),
        "website": clean.website(row.get("WEB")),
    }
    position = clean.position(row.get("LAT"), row.get("LONG"))
    if position:
        facts["latitude"], facts["longitude"] = position
    return Record(ref, {k: v for k, v in facts.items() if v}, as_of=AS_OF, basis="dataset", line=str(line))


def kind(typology: str) -> str:
    """The kind that the census's typology means."""
    lowered = typology.lower()
    if "fab" in lowered or "hack" in lowered or "atelier" in lowered:
        return Kind.FABLAB
    return Kind.COWORKING if "coworking" in lowered else Kind.OTHER


def country(department: str, postcode: str) -> str:
    return OVERSEAS.get(department[:3]) or OVERSEAS.get(postcode[:3]) or "FR"
