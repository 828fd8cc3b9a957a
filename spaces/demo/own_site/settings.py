"""What must be set before a site is public, and the lines of `.env` that set it."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import dotenv
from django.conf import settings
from django.core.checks import run_checks

from coworking.environment import PROJECT_DIR

DJANGO_CHECKS = ("security.W009", "security.W018", "security.W020")  # secret key, DEBUG, no ALLOWED_HOSTS
WITHOUT_TLS = ("coworking.W001", "coworking.W003")  # HTTPS and SITE_URL
Ask = Callable[[str, str], str]  # (prompt, default) -> answer


def unsafe_settings(insecure: bool) -> list[str]:
    """A sentence for each setting that is unsafe on a public site; `insecure` accepts a site without TLS.

    They are the warnings of `manage.py check --deploy`; of Django's own, those that HTTPS=1 does not settle.
    """
    accepted = WITHOUT_TLS if insecure else ()
    return [
        f"{message.msg} {message.hint or ''}".strip()
        for message in run_checks(include_deployment_checks=True)
        if message.id in DJANGO_CHECKS or (message.id or "").startswith("coworking.")
        if message.id not in accepted
    ]


def ask_for_settings(ask: Ask, ask_secretly: Callable[[str], str]) -> dict[str, str]:
    """Ask for the site's URL and its mail server; returns the variables to set."""
    url = ask("URL of the site", settings.SITE_URL).rstrip("/")
    host = urlsplit(url).hostname or ""
    variables = {"SITE_URL": url, "ALLOWED_HOSTS": host, "HTTPS": "1" if url.startswith("https:") else "0"}
    variables["EMAIL_HOST"] = ask("Mail server", settings.EMAIL_HOST)
    variables["EMAIL_PORT"] = ask("Its port", str(settings.EMAIL_PORT))
    variables["EMAIL_HOST_USER"] = ask("Its user", settings.EMAIL_HOST_USER)
    if variables["EMAIL_HOST_USER"]:
        variables["EMAIL_HOST_PASSWORD"] = ask_secretly("Its password: ")
    sender = f"directory@{host}" if settings.DEFAULT_FROM_EMAIL.endswith("@localhost") else ""
    variables["DEFAULT_FROM_EMAIL"] = ask("Sender of the site's mail", sender or settings.DEFAULT_FROM_EMAIL)
    return {name: value for name, value in variables.items() if value}


def env_file() -> Path:
    return PROJECT_DIR / ".env"


def write_env(path: Path, variables: dict[str, str]) -> None:
    """Set variables in an `.env` file; its other lines stay."""
    for name, value in variables.items():
        dotenv.set_key(path, name, value, quote_mode="auto")
