"""Chains of coworking spaces: two branches are alike in everything but their place.

Brand names out of the name-suggestion-index (brands/office/coworking; BSD-3-Clause, its contributors),
https://github.com/osmlab/name-suggestion-index.
"""

from coworking.i18n.normalize import normalize_name

BRANDS = (
    "ARC Club", "Awfis", "Co-Creation Hub", "Cc-Hub", "Design Offices", "Drop-in", "Fora", "Impact Hub",
    "Life Time Work", "Mainyard Studios", "Regus", "Second Home", "Spaces", "Techspace", "The Commons",
    "tuesday coworking", "Ucommune", "優客工場", "优客工场", "WeWork", "Work.Life", "ZXY",
)  # fmt: skip
FOLDED = tuple(sorted({normalize_name(brand) for brand in BRANDS}, key=len, reverse=True))


def chain_of(name: str, network: str = "", operator: str = "") -> str:
    """The chain that a space belongs to, folded; empty for none.

    Its network or operator, when it names one; else the brand that its folded name is, or begins with.
    """
    said = normalize_name(network) or normalize_name(operator)
    found = next((brand for brand in FOLDED if said == brand or f"{name} ".startswith(f"{brand} ")), "")
    return found or said
