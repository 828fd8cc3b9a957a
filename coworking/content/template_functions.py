"""Functions that templates call for the pages that the operator wrote."""

from django.conf import settings

from coworking.content import queries
from coworking.templating.library import template_function


@template_function
def footer_pages() -> list[tuple[str, str, str]]:
    """Return (slug, title, language) of the operator's pages for the footer."""
    return queries.footer_pages()


@template_function
def has_contact_form() -> bool:
    """Whether messages from visitors have somewhere to go."""
    return bool(settings.CONTACT_EMAIL)
