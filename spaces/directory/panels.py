"""What rooms above add to cards and pages of spaces and cities, without this room knowing them.

A part is a function (request, subject) -> HTML. `register("space", part)` in an AppConfig's `ready()`.
"""

from collections import defaultdict
from collections.abc import Callable

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from spaces.directory.models import Space
from spaces.geography.models import City

Panel = Callable[[HttpRequest, Space | City], SafeString]
_panels: dict[str, list[Panel]] = defaultdict(list)


def register(page: str, part: Panel) -> None:
    """Add `part` to the pages called `page`: "space", "space_head", "keep", "city", "card" (for members)."""
    if part not in _panels[page]:
        _panels[page].append(part)


def render(page: str, request: HttpRequest, subject: Space | City) -> SafeString:
    """All parts of that page, in the order in which they were registered."""
    return mark_safe("".join(part(request, subject) for part in _panels[page]))
