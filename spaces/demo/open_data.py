"""Loading the open data of the demo through the importer: real places with hours, wifi and wheelchair access.

There is one file for each licence, in the format that `import_spaces` reads; docs/demo-data.md says how they
were made.
"""

from dataclasses import dataclass
from pathlib import Path

from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.text import slugify

from spaces.directory.models import Space
from spaces.importers.formats import own_csv
from spaces.importers.run import ImportOptions, run_import
from spaces.provenance.models import Source, Statement

FOLDER = Path(__file__).parent / "data" / "open"


@dataclass(frozen=True)
class OpenData:
    """A file of spaces/demo/data/open/, whose notice has the same name and ends with .txt."""

    file: str
    name: str
    url: str
    licence: str
    attribution: str

    @property
    def path(self) -> Path:
        return FOLDER / self.file

    @property
    def source_key(self) -> str:
        """That of the import. An operator's own import from the same publisher has another."""
        return slugify(self.name)


# In the order of loading. The home page shows the newest first.
FILES = (
    OpenData(
        file="french-digital-places.csv",
        name="Public digital places in France (demo data)",
        url="https://github.com/anct-cartographie-nationale",
        licence="Licence Ouverte 2.0",
        attribution="Hinaura, ANCT; Hub-Lo; Ville d'Angers; Département de la Gironde",
    ),
    OpenData(
        file="london-libraries.csv",
        name="Public libraries in London (demo data)",
        url="https://github.com/LibrariesHacked/librarymap-tiles",
        licence="Open Government Licence v3.0",
        attribution="Contains public sector information licensed under the Open Government Licence v3.0."
        " Public library services, Libraries Hacked, 2023",
    ),
    OpenData(
        file="openstreetmap.csv",
        name="OpenStreetMap (demo data)",
        url="https://www.openstreetmap.org/copyright",
        licence="ODbL 1.0",
        attribution="© OpenStreetMap contributors",
    ),
)


def load_open_data() -> int:
    """Load the places that are missing; returns their number."""
    return sum(_load(data) for data in FILES)


def _load(data: OpenData) -> int:
    """Import one file. Raises ValueError if a row of it cannot be used."""
    defaults = {
        "name": data.name,
        "url": data.url,
        "licence": data.licence,
        "attribution": data.attribution,
    }
    Source.objects.get_or_create(key=data.source_key, defaults=defaults)
    report = run_import(data.path, ImportOptions(data.name, own_csv.FORMAT.key), is_logged=False)
    if skipped := report.counts["skipped"]:
        raise ValueError(f"{data.file}: {skipped} rows cannot be used")
    return report.counts["created"]


def open_data_keys() -> frozenset[str]:
    """The keys of the sources of all files."""
    return frozenset(data.source_key for data in FILES)


def spaces_of_open_data() -> QuerySet[Space]:
    """The spaces that the files brought, and not those of others about which they state facts too."""
    statements = Statement.objects.filter(space=OuterRef("pk")).order_by("pk")
    first = Subquery(statements.values("source__key")[:1])
    return Space.objects.alias(first_source=first).filter(first_source__in=sorted(open_data_keys()))
