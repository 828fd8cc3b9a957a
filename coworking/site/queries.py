"""The site as its operator set it: what every page shows, and what the settings allow."""

from dataclasses import dataclass, field
from typing import NamedTuple

from django.conf import settings
from django.db.models.fields.files import ImageFieldFile
from django.utils.translation import get_language

from coworking.caching import reads
from coworking.caching.memoize import memoize, request_versions
from coworking.site import contrast
from coworking.site.models import ONLY, TEXTS, SignUp, SiteSettings


class Picture(NamedTuple):
    """A picture of the site; the size is 0 where it is not stored."""

    url: str
    width: int
    height: int


@dataclass(frozen=True)
class Site:
    """The settings in one language. What the operator left empty is empty here, too, except the name."""

    name: str
    logo: Picture | None = None
    logo_has_name: bool = False
    icon: Picture | None = None
    social_image: Picture | None = None
    accent: tuple[str, str] | None = None
    """the digits of the colours in the light and in the dark theme"""
    texts: dict[str, str] = field(default_factory=dict)
    sign_up: str = SignUp.OPEN

    def __getattr__(self, name: str) -> str:
        """A text by its name: `site.tagline`."""
        if name in TEXTS:
            return self.texts.get(name, "")
        raise AttributeError(name)


def site() -> Site:
    """Return the settings in the active language; one query where nothing is memoised."""
    return _site(get_language() or settings.LANGUAGE_CODE)


def site_name() -> str:
    """Return the name of the site: that of the admin, else SITE_NAME of the environment."""
    return site().name


@memoize
def _site(language: str) -> Site:
    row = None if _were_never_saved() else SiteSettings.objects.filter(pk=ONLY).first()
    if row is None:
        return Site(settings.SITE_NAME)
    return Site(
        name=row.name or settings.SITE_NAME,
        logo=_picture(row.logo, row.logo_width, row.logo_height),
        logo_has_name=row.logo_has_name,
        icon=_picture(row.icon),
        social_image=_picture(row.social_image, row.social_image_width, row.social_image_height),
        accent=_accent(row),
        texts=row.texts.get(language, {}),
        sign_up=row.sign_up,
    )


def _were_never_saved() -> bool:
    """Whether the data versions, which this request has read anyway, say so: that saves a query."""
    table, versions = SiteSettings._meta.db_table, request_versions()
    reads.note([table])
    return versions is not None and not versions.get(table)


def _accent(row: SiteSettings) -> tuple[str, str] | None:
    if not row.accent:
        return None
    dark = row.accent_dark or contrast.for_dark_theme(row.accent)
    return row.accent.removeprefix("#"), dark.removeprefix("#")


def _picture(file: ImageFieldFile, width: int | None = None, height: int | None = None) -> Picture | None:
    return Picture(file.url, width or 0, height or 0) if file else None
