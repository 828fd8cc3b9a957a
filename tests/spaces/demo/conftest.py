"""Fixtures for the tests of the demo, and of the site that it becomes."""

import pytest

from tests.spaces.demo.own_site import PASSWORD


@pytest.fixture
def public_site(settings, monkeypatch):
    """The settings of a public site, and a password for its administrator."""
    settings.SITE_URL = "https://spaces.cooperative.test"
    settings.ALLOWED_HOSTS = ["spaces.cooperative.test", "testserver"]
    settings.HTTPS = True
    settings.EMAIL_HOST = "mail.cooperative.test"
    settings.SECRET_KEY = "".join(map(chr, range(48, 110)))
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
