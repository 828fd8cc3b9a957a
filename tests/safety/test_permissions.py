"""Permissions: every URL of the site, for every role, GET and POST, compared with two tables.

`permissions.txt` has one line an address and method; `admin_permissions.txt` one line a model of the staff's
admin. An address that stands in neither fails here, with the line to check and to add.
"""

from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import transaction

from tests.safety.cast import WHO, Cast
from tests.safety.site_urls import STANDARD, Address, all_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.once]
HERE = Path(__file__).parent
METHODS = ("GET", "POST")
STAFF = ("editor", "moderator", "administrator")
ADDRESSES = {address.name: address for address in all_addresses()}


def rows(name: str) -> dict[tuple[str, ...], list[str]]:
    """{(first columns): the seven or three last ones} of a table, comments left out."""
    lines = [line.split() for line in (HERE / name).read_text().splitlines()]
    columns = len(WHO) if name == "permissions.txt" else len(STAFF)
    return {tuple(line[:-columns]): line[-columns:] for line in lines if line and line[0][0] != "#"}


TABLE = rows("permissions.txt")
ADMIN = rows("admin_permissions.txt")


def answer(cast: Cast, path: str, method: str, who: str) -> str:
    """The status that one of `WHO` gets, or "login" for a redirect to a sign-in page."""
    cache.clear()
    with transaction.atomic():
        response = cast.client(who).generic(method, path, content_type="application/x-www-form-urlencoded")
        transaction.set_rollback(True)
    if response.status_code == 302 and "/login/" in response["Location"]:
        return "login"
    return str(response.status_code)


def answers(cast: Cast, address: Address, method: str) -> list[str]:
    path = cast.path(address)
    return [answer(cast, path, method, who) for who in WHO]


def in_columns(name: str, method: str, found: list[str]) -> str:
    return f"{name:44} {method:5}" + "".join(f"{one:>8}" for one in found)


@pytest.mark.parametrize("name", [name for name, address in ADDRESSES.items() if not address.model])
@pytest.mark.parametrize("method", METHODS)
def test_permissions_of_each_url(cast, name, method):
    found = answers(cast, ADDRESSES[name], method)
    line = in_columns(name, method, found)
    expected = TABLE.get((name, method))
    assert expected, f"not in tests/safety/permissions.txt yet. Today it answers, if you agree:\n{line}"
    assert line == in_columns(name, method, expected)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", [name for name, address in ADDRESSES.items() if address.model])
def test_permissions_in_the_staff_admin(cast, name, method):
    address = ADDRESSES[name]
    expected = ADMIN.get((address.model,))
    assert expected, (
        f"{address.model} is not in tests/safety/admin_permissions.txt yet: add a line that says what "
        "the editor, the moderator and the administrator may (view, add, change, delete: v a c d, or -)."
    )
    strangers = ["login"] * (len(WHO) - len(STAFF))
    wanted = strangers + [of_the_admin(address.page, method, may) for may in expected]
    # A form without fields is saved at once, and leads on: that is as good as a form with a mistake.
    found = answers(cast, address, method)
    found = ["200" if one == "302" and "200" in wanted else one for one in found]
    assert in_columns(name, method, found) == in_columns(name, method, wanted)


def of_the_admin(page: str, method: str, may: str) -> str:
    """What a page of the admin answers to somebody who may do this."""
    if page == "moved":
        return "302"
    needed = {"changelist": "vc", "history": "vc", "change": "vc", "add": "a", "delete": "d"}[page]
    if page == "change" and method == "POST":
        needed = "c"
    return "200" if set(needed) & set(may) else "403"


def test_the_tables_contain_only_existing_urls():
    gone = {name for name, _method in TABLE} - set(ADDRESSES)
    assert not gone, f"take these lines out of tests/safety/permissions.txt: {sorted(gone)}"
    models = {address.model for address in ADDRESSES.values() if address.model}
    assert not {model for (model,) in ADMIN} - models


def test_the_list_of_urls_is_complete():
    """Both admins, the accounts, and every standard page of each registered model."""
    assert {"home", "account_login", "admin:index", "manage:spaces_space_change"} <= set(ADDRESSES)
    pages = {address.page for address in ADDRESSES.values() if address.model == "spaces.space"}
    assert pages == set(STANDARD)
