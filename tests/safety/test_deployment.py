"""A production configuration passes the deployment checks, and has the cookies and headers of HTTPS."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

PRODUCTION = {
    "HTTPS": "1",
    "ALLOWED_HOSTS": "spaces.example.org",
    "SITE_URL": "https://spaces.example.org",
    "EMAIL_HOST": "mail.example.org",
    "DATABASE_URL": "sqlite://:memory:",
}
ASK = """
import json, django
django.setup()
from django.conf import settings
from django.test import Client
page = Client(headers={"host": "spaces.example.org", "x-forwarded-proto": "https"}).get("/robots.txt")
plain = Client(headers={"host": "spaces.example.org"}).get("/en/")
print(json.dumps({
    "hsts": page["Strict-Transport-Security"],
    "secure": [settings.SESSION_COOKIE_SECURE, settings.CSRF_COOKIE_SECURE],
    "plain": [plain.status_code, plain["Location"]],
}))
"""


@pytest.fixture
def run(tmp_path):
    """Run Python in a process of its own, in the environment of a public site with these changes."""

    def _run(*arguments: str, **changes: str) -> subprocess.CompletedProcess:
        own = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path)}
        own["DJANGO_SETTINGS_MODULE"] = "coworking.settings"
        return subprocess.run(
            [sys.executable, *arguments],
            env=own | PRODUCTION | changes,
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
        )

    return _run


def check(run, **changes: str) -> subprocess.CompletedProcess:
    return run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **changes)


def test_a_production_configuration_passes_the_deployment_checks(run):
    result = check(run)
    assert (result.returncode, "no issues" in result.stdout) == (0, True), result.stderr


@pytest.mark.parametrize(
    ("changes", "messages"),
    [
        ({"HTTPS": "0"}, {"coworking.W001", "security.W012"}),
        (
            {
                "DEBUG": "1",
                "SECRET_KEY": "short",
                "ALLOWED_HOSTS": "*",
                "SITE_URL": "http://spaces.example.org",
            },
            {"security.W018", "security.W009", "coworking.W002", "coworking.W003"},
        ),
    ],
)
def test_each_missing_setting_is_reported(run, changes, messages):
    result = check(run, **changes)
    assert result.returncode == 1
    assert {message for message in messages if message not in result.stderr} == set()


def test_cookies_and_headers_behind_tls(run):
    found = json.loads(run("-W", "ignore", "-c", ASK).stdout)
    assert found["hsts"] == "max-age=3600"
    assert found["secure"] == [True, True]
    assert found["plain"] == [301, "https://spaces.example.org/en/"]
