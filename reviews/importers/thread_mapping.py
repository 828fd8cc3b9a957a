"""Which space a thread of an export is about: by the operator's own map, by URL, by slug, by title."""

import csv
from pathlib import Path
from urllib.parse import urlsplit

from coworking.i18n.normalize import normalize_name
from reviews.importers.record import Page, UnreadableFile
from spaces.directory.models import Space, SpaceName, SpaceSlug


def read_map(path: Path) -> dict[str, str]:
    """{URL without scheme: slug of a space} from a CSV with the columns url and space."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeError, csv.Error) as error:
        raise UnreadableFile(f"{path.name} cannot be read ({error})") from error
    if rows and not {"url", "space"} <= set(rows[0]):
        raise UnreadableFile(f"{path.name} needs the columns url and space")
    found = {bare(row["url"] or ""): (row["space"] or "").strip() for row in rows}
    unknown = set(found.values()) - set(
        Space.objects.filter(slug__in=found.values()).values_list("slug", flat=True)
    )
    if unknown:
        raise UnreadableFile(f"{path.name} names unknown spaces: {', '.join(sorted(unknown)[:5])}")
    return found


def bare(url: str) -> str:
    """An address without scheme, "www." and trailing slash."""
    parts = urlsplit(url.strip().lower())
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}" + (
        f"?{parts.query}" if parts.query else ""
    )


def place(page: Page, by_url: dict[str, str]) -> Space | None:
    """The one space that a page is about; None where there is none, or more than one."""
    slug = by_url.get(bare(page.url)) if page.url else None
    if slug:
        return _standing(Space.objects.get(slug=slug))
    last = urlsplit(page.url).path.rstrip("/").rpartition("/")[2]
    for candidate in filter(None, (page.slug, last)):
        old = SpaceSlug.objects.filter(slug=candidate).select_related("space").first()
        found = Space.objects.filter(slug=candidate).first() or (old.space if old else None)
        if found:
            return _standing(found)
    return _by_title(page.title)


def _standing(space: Space) -> Space:
    """The space itself, or the one that it was merged into."""
    return space.merged_into or space


def _by_title(title: str) -> Space | None:
    folded = normalize_name(title)[:200]
    if not folded:
        return None
    found = list(Space.objects.filter(name_folded=folded, merged_into=None)[:2])
    if not found:
        names = SpaceName.objects.filter(name__iexact=title.strip()).select_related("space")[:2]
        found = [name.space for name in names]
    return found[0] if len(found) == 1 else None
