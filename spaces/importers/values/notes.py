"""Sentences on values that were not understood, or not read as they stand."""


class ValueNote(str):
    """A sentence on a value, with its column or tag, by which a report groups it.

    It begins with the column, unless `names_column` is unset.
    """

    column: str

    def __new__(cls, column: str, sentence: object, names_column: bool = True) -> "ValueNote":
        note = super().__new__(cls, f"{column}: {sentence}" if names_column else str(sentence))
        note.column = column
        return note

    def __reduce__(self) -> "tuple[type[ValueNote], tuple[str, str, bool]]":
        """How a pickle makes it again."""
        return ValueNote, (self.column, str(self), False)
