"""What stands on a page, as its reader finds it."""

import re
from html import unescape

NAME = re.compile(r'<li class="card">.*?<h3><a href="[^"]*">(.*?)</a>', re.DOTALL)
PRICE = re.compile(r'<div class="card-price">(?:from )?<b>€([\d.,]+)</b>')
OPTION = '<input type="checkbox" name="{}" value="([^"]*)"[^>]*>[^<]*<span class="num">([^<]*)</span>'


def cards(response) -> list[str]:
    """The names of the spaces in a list, in its order."""
    return [unescape(name) for name in NAME.findall(response.content.decode())]


def prices(response) -> list[float]:
    """What their cards ask, in euros."""
    return [float(amount.replace(",", "")) for amount in PRICE.findall(response.content.decode())]


def options(response, facet: str) -> dict[str, str]:
    """{value: count} of a facet."""
    return dict(re.findall(OPTION.format(facet), response.content.decode()))


def chips(response) -> dict[str, str]:
    """{what a chip says: the address without it}"""
    found = re.findall(
        r'<li><a href="([^"]*)"><span class="visually-hidden">Remove:</span> (.*?) <svg',
        response.content.decode(),
    )
    return {unescape(label): unescape(address) for address, label in found}
