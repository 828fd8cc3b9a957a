"""What is missing before the site goes public: a list on the staff's dashboard.

Other apps add items: `register` a function that yields them, in the `ready()` of their AppConfig.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.checks import Tags, run_checks
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coworking import checks
from coworking.content.models import ContentPage
from coworking.site.queries import site

PERMISSION = "coworking.change_sitesettings"
NEEDED_PAGES = {"legal", "privacy"}
BACKUP_AGE = timedelta(days=7)
SHIPPED_NAME = "Tables & Wifi"
OWN_CHECKS = (checks.mail_is_sent, checks.site_url_is_public, checks.site_url_is_allowed)


@dataclass(frozen=True)
class Item:
    """One thing to do: the admin's page where it is done (`url`), or the page of docs/ that says how."""

    label: str | Promise
    is_done: bool
    url: str = ""
    doc: str = ""
    detail: str = ""


_sources: list[Callable[[], Iterable[Item]]] = []


def register(source: Callable[[], Iterable[Item]]) -> None:
    """Add items of another app to the list."""
    if source not in _sources:
        _sources.append(source)


def items() -> list[Item]:
    """Return what is to be done and what is done, missing ones first."""
    found = [*_own(), *(item for source in _sources for item in source()), *_deployment()]
    return sorted(found, key=lambda item: item.is_done)


def backup_marker() -> Path:
    """Return the empty file whose time is that of the last backup."""
    return Path(settings.VAR_DIR) / "last_backup"


def _own() -> Iterator[Item]:
    name = site().name
    yield Item(_("The site has a name of its own"), name != SHIPPED_NAME, _admin("sitesettings"))
    published = ContentPage.objects.filter(is_published=True, slug__in=NEEDED_PAGES)
    pages = list(published.values_list("slug", "body"))
    are_written = {slug for slug, _body in pages} == NEEDED_PAGES
    yield Item(_("Legal notice and privacy are published"), are_written, _admin("contentpage"))
    is_filled_in = not any(_has_brackets(body) for _slug, body in pages)
    yield Item(_("What stands in brackets there is replaced"), is_filled_in, _admin("contentpage"))
    yield Item(_("Visitors can write to you"), bool(settings.CONTACT_EMAIL), doc="configuration.md")
    yield Item(_("A backup of the last seven days exists"), _is_backed_up(), doc="operations.md")


def _has_brackets(body: str) -> bool:
    """Whether a text has words in brackets that are no link."""
    return any("]" in part and not part.partition("]")[2].startswith("(") for part in body.split("[")[1:])


def _is_backed_up() -> bool:
    marker, oldest = backup_marker(), timezone.now() - BACKUP_AGE
    return marker.exists() and marker.stat().st_mtime > oldest.timestamp()


def _deployment() -> Iterator[Item]:
    """Yield what Django's own checks and this project's report about a public site."""
    found = run_checks(tags=[Tags.security], include_deployment_checks=True)
    found += [problem for check in OWN_CHECKS for problem in check(None)]
    yield Item(_("The settings are safe on a public site"), not found, doc="configuration.md")
    for problem in found:
        yield Item(str(problem.msg), False, doc="configuration.md", detail=str(problem.hint or ""))


def _admin(model: str) -> str:
    return reverse(f"admin:coworking_{model}_changelist")
