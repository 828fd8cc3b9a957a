"""What an import format is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from spaces.importers.files import FileStart
from spaces.importers.reading import Reading
from spaces.importers.record import SpaceRecord

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class ImportFormat:
    """A file format of spaces: how it is called, recognised and read.

    - `key` is the choice of `import_spaces --format`, `label` the one of the admin's import page.
    - `summary` and `endings` (of file names) describe it in the command's help.
    - `docs_heading` is the title of its section in docs/importing.md.
    - `recognises` judges a file by its start.
    - `read` yields the records of a file one by one, in bounded memory, and adds to the `Reading` what
      it finds of the file as a whole. It raises UnreadableFile, at once or on the way.
    - `licence` and `attribution` are those of the data, where all files of the format share them.
    """

    key: str
    label: "StrOrPromise"
    summary: str
    endings: tuple[str, ...]
    docs_heading: str
    recognises: Callable[[FileStart], bool]
    read: Callable[[Path, Reading], Iterator[SpaceRecord]]
    licence: str = ""
    attribution: str = ""
