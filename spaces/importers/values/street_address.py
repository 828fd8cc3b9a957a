"""A street and its number, written as the country writes them."""

import re
from dataclasses import dataclass

# Where the number stands before the street; elsewhere it stands after it.
NUMBER_FIRST = {
    "AU", "BB", "BD", "BS", "BZ", "CA", "CI", "CM", "DZ", "EG", "FJ", "FR", "GB", "GF", "GG", "GH",
    "GI", "GP", "GY", "HK", "IE", "IL", "IM", "IN", "JE", "JM", "KE", "KH", "LK", "LU", "MA", "MC",
    "MG", "MQ", "MT", "MU", "MY", "NC", "NG", "NZ", "PF", "PG", "PH", "PK", "PM", "PR", "RE", "SG",
    "SN", "TH", "TN", "TT", "TZ", "UG", "US", "VN", "WF", "YT", "ZA", "ZM", "ZW",
}  # fmt: skip
# French writes the sort of a street in lower case after a number: "34 rue d'Aligre".
FRENCH = {"FR", "GF", "GP", "LU", "MC", "MQ", "NC", "PF", "PM", "RE", "WF", "YT"}
_FRENCH_SORT = re.compile(
    r"(Rue|Avenue|Boulevard|Place|Quai|Cours|Allées?|Impasse|Chemin|Passage|Route|Square|Esplanade|Cité)\b"
)


@dataclass(frozen=True)
class StreetAddress:
    """The parts of an address in a street; those that are not known are empty.

    `building` is the name of the building, `unit` the flat or door in it.
    """

    street: str
    number: str = ""
    building: str = ""
    unit: str = ""

    def in_country(self, code: str | None) -> str:
        """The address in one line, as people of the country write it: "4 High Street", "Rue Neuve 4"."""
        street = self.street
        sort = _FRENCH_SORT.match(street) if self.number and code in FRENCH else None
        if sort:
            street = sort[0].lower() + street[sort.end() :]
        parts = (self.number, street) if code in NUMBER_FIRST else (street, self.number)
        return ", ".join(filter(None, (self.building, " ".join(filter(None, parts)), self.unit)))
