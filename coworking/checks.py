"""System checks: mistakes in the configuration are reported at start-up, with an id and a hint."""

import os
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.http.request import validate_host

THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


@register()
def media_root_is_writable(app_configs: Any, **kwargs: Any) -> list[Error]:
    if settings.MEDIA_BUCKET.name:
        return []
    root = Path(settings.MEDIA_ROOT)
    existing = next(path for path in (root, *root.parents) if path.exists())
    if existing.is_dir() and os.access(existing, os.W_OK):
        return []
    return [
        Error(
            f"MEDIA_ROOT ({root}) cannot be written to.",
            hint="Set MEDIA_ROOT to a folder that the server's user owns.",
            id="coworking.E001",
        )
    ]


@register()
def tile_url_has_placeholders(app_configs: Any, **kwargs: Any) -> list[Error]:
    url = settings.MAP_TILE_URL
    if not url or all(part in url for part in ("{z}", "{x}", "{y}")):
        return []
    return [
        Error(
            "MAP_TILE_URL needs {z}, {x} and {y}.",
            hint="For example https://tiles.example.org/{z}/{x}/{y}.png; leave it empty for no tiles.",
            id="coworking.E002",
        )
    ]


@register()
def replicas_are_postgresql(app_configs: Any, **kwargs: Any) -> list[Error]:
    engines = {settings.DATABASES[alias]["ENGINE"] for alias in ("default", *settings.REPLICAS)}
    if not settings.REPLICAS or engines == {"django.db.backends.postgresql"}:
        return []
    return [
        Error(
            "DATABASE_REPLICA_URLS needs PostgreSQL, there and in DATABASE_URL.",
            hint="Leave it empty on SQLite.",
            id="coworking.E003",
        )
    ]


@register(Tags.security)
def policy_is_strict(app_configs: Any, **kwargs: Any) -> list[Error]:
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    loose = [
        name for name, sources in directives.items() if any("unsafe" in str(source) for source in sources)
    ]
    return [
        Error(
            f"The content security policy is loosened: {name} allows an unsafe source.",
            hint="No page of this site needs inline scripts or styles.",
            id="coworking.E004",
        )
        for name in loose
    ]


@register()
def storages_is_installed_for_bucket(app_configs: Any, **kwargs: Any) -> list[Error]:
    if not settings.MEDIA_BUCKET.name or find_spec("storages"):
        return []
    return [
        Error(
            "MEDIA_S3_BUCKET is set, but django-storages is not installed.",
            hint="Install requirements-s3.txt, or leave MEDIA_S3_BUCKET empty to keep photos in MEDIA_ROOT.",
            id="coworking.E005",
        )
    ]


@register(Tags.security, deploy=True)
def https_is_on(app_configs: Any, **kwargs: Any) -> list[Warning]:
    if settings.HTTPS:
        return []
    return [
        Warning(
            "HTTPS is off: cookies are sent in the clear and HSTS is not set.",
            hint="Put the site behind a proxy with TLS and set HTTPS=1.",
            id="coworking.W001",
        )
    ]


@register(Tags.security, deploy=True)
def allowed_hosts_is_restricted(app_configs: Any, **kwargs: Any) -> list[Warning]:
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        Warning(
            "ALLOWED_HOSTS lets every name in.",
            hint="Name the site: ALLOWED_HOSTS=spaces.example.org",
            id="coworking.W002",
        )
    ]


@register(deploy=True)
def site_url_is_public(app_configs: Any, **kwargs: Any) -> list[Warning]:
    url = urlsplit(settings.SITE_URL)
    if url.scheme == "https" and url.hostname not in THIS_MACHINE:
        return []
    return [
        Warning(
            f"Links in e-mails lead to {settings.SITE_URL}, which is not the public site.",
            hint="For example SITE_URL=https://spaces.example.org",
            id="coworking.W003",
        )
    ]


@register(deploy=True)
def site_url_is_allowed(app_configs: Any, **kwargs: Any) -> list[Warning]:
    host = urlsplit(settings.SITE_URL).hostname or ""
    if host in THIS_MACHINE or validate_host(host, settings.ALLOWED_HOSTS):
        return []  # the check above reports this machine's own names
    return [
        Warning(
            f"SITE_URL leads to {host}, which ALLOWED_HOSTS does not name.",
            hint=f"Set ALLOWED_HOSTS={host}",
            id="coworking.W005",
        )
    ]


@register(deploy=True)
def mail_is_sent(app_configs: Any, **kwargs: Any) -> list[Warning]:
    if settings.EMAIL_HOST:
        return []
    return [
        Warning(
            "No mail is sent: members cannot verify their address.",
            hint="Set EMAIL_HOST and what it needs.",
            id="coworking.W004",
        )
    ]
