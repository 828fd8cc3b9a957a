"""A form that could not be accepted, given back with everything that was typed.

Its sender gets it in a page with a new token against forgery (CSRF). A form that another site sent gets
nothing of it back.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

# What htmx does with the answer, whatever the form that it sent wanted to replace.
WHOLE_PAGE = {"HX-Retarget": "#main", "HX-Reselect": "#main", "HX-Reswap": "outerHTML show:window:top"}


def form_again(request: HttpRequest) -> dict[str, Any]:
    """What `partials/form_again.jinja` draws: {"is_own", "fields", "has_files", "action"}."""
    is_own = is_from_this_site(request)
    return {
        "is_own": is_own,
        "fields": list(fields_again(request)) if is_own else [],
        "has_files": is_own and bool(request.FILES),
        "action": request.get_full_path(),
    }


def is_from_this_site(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the request; a foreign page cannot make it."""
    try:
        source = urlsplit(request.headers.get("Origin") or request.headers.get("Referer", ""))
        own = f"{request.scheme}://{request.get_host()}"
    except (ValueError, DisallowedHost):
        return False
    return f"{source.scheme}://{source.netloc}" in (own, *settings.CSRF_TRUSTED_ORIGINS)


def fields_again(request: HttpRequest) -> Iterator[SafeString]:
    """HTML of a control for each value that was posted, and for each file and password, which are left empty.

    Text can be seen and corrected. What else a form has, such as choices, numbers and keys, says nothing
    without its label: it is sent again as it was.
    """
    for number, (name, value) in enumerate(posted(request)):
        label = {"id": f"again-{number}", "aria-label": _("What you wrote")}
        if "password" in name.lower():
            yield forms.PasswordInput().render(name, None, label | {"aria-label": _("Password")})
        elif "\n" in value or name == "text":
            yield forms.Textarea().render(name, value, label | {"rows": 8})
        elif " " in value.strip():
            yield forms.TextInput().render(name, value, label)
        else:
            yield forms.HiddenInput().render(name, value)
    for name in request.FILES:
        yield forms.FileInput().render(name, None, {"multiple": True, "aria-label": _("File")})


def posted(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """Each name and value of the form, but the token; a name may come more than once."""
    for name, values in request.POST.lists():
        if name != "csrfmiddlewaretoken":
            yield from ((name, value) for value in values)
