"""No URL accepts a POST without a CSRF token."""

import pytest
from django.db import transaction
from django.test.client import ClientHandler

from tests.safety.site_urls import all_addresses

pytestmark = [pytest.mark.django_db, pytest.mark.once]
# A mail client posts to the signed link of an e-mail, without a form or a cookie (RFC 8058).
SIGNED = {"reminder_settings"}
ADDRESSES = {address.name: address for address in all_addresses() if address.name not in SIGNED}
STRICT = ClientHandler(enforce_csrf_checks=True)  # the chain of middleware is made once


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_post_without_a_csrf_token_is_refused(cast, name):
    path = cast.path(ADDRESSES[name])
    for who in ("anonymous", "manager", "administrator"):
        strict = cast.client(who)
        strict.handler = STRICT
        with transaction.atomic():
            assert strict.post(path, {"any": "thing"}).status_code == 403, who
            transaction.set_rollback(True)
