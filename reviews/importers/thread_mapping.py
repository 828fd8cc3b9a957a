"""Which space a page of an export is about: by the operator's own mapping, by URL, by slug, by title."""

from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from coworking.files.errors import UnreadableFile
from coworking.i18n.normalize import normalize_name
from reviews.importers.record import Page
from spaces.directory.models import Space, SpaceName, SpaceSlug
from spaces.importers.tables.csv_file import csv_rows


def read_map(path: Path) -> dict[str, str]:
    """{normalized URL of a page: slug of a space}, from a CSV with the columns url and space.

    Raises UnreadableFile when the file has other columns, or names a space that does not exist.
    """
    slugs_by_url = {}
    try:
        for line, row in csv_rows(path, lowercase_header=True):
            if not {"url", "space"} <= row.keys():
                raise UnreadableFile(f"line {line} lacks one of the columns url and space")
            slugs_by_url[normalize_url(row["url"])] = row["space"].strip()
    except OSError as error:
        raise UnreadableFile(f"{path.name} cannot be opened: {error.strerror}") from error
    except UnreadableFile as error:
        raise UnreadableFile(f"{path.name}: {error}") from error
    slugs = set(slugs_by_url.values())
    unknown = slugs - set(Space.objects.filter(slug__in=slugs).values_list("slug", flat=True))
    if unknown:
        raise UnreadableFile(f"{path.name} names unknown spaces: {', '.join(sorted(unknown)[:5])}")
    return slugs_by_url


def normalize_url(url: str) -> str:
    """A URL in lower case without scheme, "www." and trailing slash."""
    parts = split_url(url.strip().lower())
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}{query}"


def split_url(url: str) -> SplitResult:
    """The parts of a URL; one that is malformed, such as "http://[", has nothing but a path."""
    try:
        return urlsplit(url)
    except ValueError:
        return SplitResult("", "", url, "", "")


def find_space(page: Page, slugs_by_url: dict[str, str]) -> Space | None:
    """The one space that a page is about; None where there is none, or more than one.

    Where that space was merged into another it is the other one.
    """
    mapped = slugs_by_url.get(normalize_url(page.url)) if page.url else None
    if mapped:
        space = Space.objects.get(slug=mapped)
        return space.merged_into or space
    last_of_path = split_url(page.url).path.rstrip("/").rpartition("/")[2]
    for slug in filter(None, (page.slug, last_of_path)):
        earlier = SpaceSlug.objects.filter(slug=slug).select_related("space").first()
        found = Space.objects.filter(slug=slug).first() or (earlier.space if earlier else None)
        if found:
            return found.merged_into or found
    return _find_by_title(page.title)


def _find_by_title(title: str) -> Space | None:
    normalized = normalize_name(title)[:200]
    if not normalized:
        return None
    found = list(Space.objects.filter(normalized_name=normalized, merged_into=None)[:2])
    if not found:
        names = SpaceName.objects.filter(name__iexact=title.strip()).select_related("space")[:2]
        found = [name.space for name in names]
    return found[0] if len(found) == 1 else None
