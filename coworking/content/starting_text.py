"""Texts to begin with: what this software does with personal data is the same on every site that runs it."""

from pathlib import Path

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

FOLDER = Path(__file__).parent / "starting_texts"


def usual_pages() -> dict[str, str]:
    """Return {slug: title} of the pages that a public site usually has, in the active language."""
    return {
        "about": _("About this site"),
        "legal": _("Legal notice"),
        "privacy": _("Privacy"),
        "terms": _("Terms of use"),
    }


def starting_values(slug: str, language: str) -> dict[str, str]:
    """Return the title and the text that a new page begins with, as far as there are any."""
    if language not in dict(settings.LANGUAGES):
        language = settings.LANGUAGE_CODE
    path = FOLDER / f"{slug}.{language}.md"
    with translation.override(language):
        title = usual_pages().get(slug, "")
    is_shipped = slug in usual_pages() and path.is_file()
    body = path.read_text("utf-8") if is_shipped else ""
    return {"slug": slug, "language": language, "title": title, "body": body}
