"""Functions that templates call for the pages that the operator wrote."""

from django.conf import settings
from django.utils.safestring import SafeString

from coworking.content import queries
from coworking.content.markdown import to_html
from coworking.templating.library import memoized_template_function, template_function


@template_function
def footer_pages() -> list[tuple[str, str, str]]:
    """Return (slug, title, language) of the operator's pages for the footer."""
    return queries.footer_pages()


@memoized_template_function
def markdown(text: str) -> SafeString:
    """Return the HTML of a text in Markdown."""
    return to_html(text)


@template_function
def has_contact_form() -> bool:
    """Whether messages from visitors have somewhere to go."""
    return bool(settings.CONTACT_EMAIL)
