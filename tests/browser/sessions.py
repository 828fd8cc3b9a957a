"""Sessions for tests in a browser that are about what comes after signing in."""

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from coworking.accounts.models import User


def sign_in(page: Page, email: str) -> None:
    """Give the browser the cookie of a session of the user with this e-mail address, and no other cookie.

    The forms for signing in have tests of their own: each costs two pages, which is more than most tests
    look at afterwards.
    """
    client = Client()
    client.force_login(User.objects.get(email=email))
    page.context.clear_cookies()
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": session, "domain": "localhost", "path": "/"}]
    )
