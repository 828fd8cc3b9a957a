"""Chains of coworking spaces: their branches are similar in everything but their address.

Brand names from the name-suggestion-index (brands/office/coworking; BSD-3-Clause, its contributors),
https://github.com/osmlab/name-suggestion-index.
"""

from coworking.i18n.normalize import normalize_name

BRANDS = (
    "ARC Club", "Awfis", "Co-Creation Hub", "Cc-Hub", "Design Offices", "Drop-in", "Fora", "Impact Hub",
    "Life Time Work", "Mainyard Studios", "Regus", "Second Home", "Spaces", "Techspace", "The Commons",
    "tuesday coworking", "Ucommune", "優客工場", "优客工场", "WeWork", "Work.Life", "ZXY",
)  # fmt: skip
NORMALIZED_BRANDS = tuple(sorted({normalize_name(brand) for brand in BRANDS}, key=len, reverse=True))


def chain_of(name: str, network: str = "", operator: str = "") -> str:
    """The normalized chain of a space, or an empty string.

    It is the network or operator, where known, else the brand with which the normalized `name` begins.
    """
    stated = normalize_name(network) or normalize_name(operator)
    found = next(
        (brand for brand in NORMALIZED_BRANDS if stated == brand or f"{name} ".startswith(f"{brand} ")), ""
    )
    return found or stated
