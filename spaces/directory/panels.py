"""Panels: what the apps and features above this one add to cards and pages of spaces and cities.

A panel is a function (request, subject) -> HTML, where the subject is the space or the city of the page. An
app registers its panels in `AppConfig.ready()`, so that this feature need not import it:

    panels.register("space", comments_panel)

A template shows all panels of its page with `{{ panels("space", request, space) }}`.
"""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe

from spaces.directory.models import Space
from spaces.geography.models import City

Subject = Space | City | None
Panel = Callable[[HttpRequest, Any], SafeString]
_panels: dict[str, list[Panel]] = defaultdict(list)


def register(page: str, panel: Panel) -> None:
    """Add a panel to a page.

    Pages are "space" (below the facts), "space_head" (beside the name), "city", "manager_dashboard" and
    "card" (a space in a list; only for members), and "home", which has no subject.
    """
    if panel not in _panels[page]:
        _panels[page].append(panel)


def render(page: str, request: HttpRequest, subject: Subject) -> SafeString:
    """Render all panels of a page, in the order in which they were registered."""
    return mark_safe("".join(panel(request, subject) for panel in _panels[page]))
