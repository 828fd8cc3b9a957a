"""How one file is read: what the importing person says of its columns, and what the reader found."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class ColumnUse:
    """The outcome of a column of a file: it is read as one of ours, or ignored for a reason."""

    heading: str
    column: str = ""
    reason: str = ""


@dataclass
class Reading:
    """One file while it is read.

    `mapping` is {our column: heading}, as a person maps them. The reader fills the rest: `columns`, in the
    order of the file; `notes`, sentences on the file as a whole; and `is_complete`, which is unset if the
    file says that something is missing in it.
    """

    mapping: dict[str, str] = field(default_factory=dict)
    columns: list[ColumnUse] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    is_complete: bool = True
