"""Functions that templates call for the page of a space."""

from django.http import HttpRequest
from django.utils.safestring import SafeString

from coworking.templating.json_ld import as_script
from coworking.templating.library import template_function
from spaces.directory.models import Space
from spaces.pages import jsonld


@template_function
def space_jsonld(space: Space, request: HttpRequest) -> SafeString:
    """Return the structured data of a space for search engines; nothing for a sample."""
    return as_script(jsonld.space_jsonld(space, request)) if not space.is_sample else SafeString("")
