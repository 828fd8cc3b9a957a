"""How one file is read: what the importing person states of its columns, and what the reader found."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from coworking.files.errors import UnreadableFile


@dataclass(frozen=True)
class ColumnUse:
    """The outcome of a column of a file: it is read as one of ours, or ignored for a reason."""

    heading: str
    column: str = ""
    reason: str = ""


class ColumnsMissing(UnreadableFile):
    """A table without the columns that make a space; `columns` says how each of its columns was taken."""

    def __init__(self, message: str, columns: list[ColumnUse]) -> None:
        super().__init__(message)
        self.columns = columns


@dataclass
class Reading:
    """One file while it is read.

    `mapping` is {our column: heading}, where "" is no heading at all, as a person maps them now (the columns
    in `strict`) or did for an earlier file of the source. `empty_means_unknown` if an empty cell erases what
    an earlier file stated. The reader fills the rest: `columns`, in the order of the file; `remembered`, the
    part of the mapping that the next file needs; `notes`, sentences on the file as a whole; `has_ids`, which
    is unset if the file has no ids of its records; `is_complete`, which is unset if the file says that
    something is missing in it; and `as_of`, the date of the file, where it gives one.
    """

    mapping: Mapping[str, str] = field(default_factory=dict)
    strict: Collection[str] = frozenset()
    empty_means_unknown: bool = False
    columns: list[ColumnUse] = field(default_factory=list)
    remembered: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    has_ids: bool = True
    is_complete: bool = True
    as_of: str = ""
