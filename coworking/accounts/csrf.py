"""The answer to a form whose token against forgery (CSRF) is not valid.

Signing in makes new tokens, so that a page which was opened before cannot be sent any more. Whoever sends it
gets everything back, in a form with a new token. A form that another site sent gets nothing of it back.
"""

from collections.abc import Iterator
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from coworking.templating.rendering import render_page

# What htmx does with the answer, whatever the form that it sent wanted to replace.
WHOLE_PAGE = {"HX-Retarget": "#main", "HX-Reselect": "#main", "HX-Reswap": "outerHTML show:window:top"}


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Respond to a form without a valid token (403): with its fields if it came from a page of this site."""
    is_own = is_from_this_site(request)
    context = {
        "is_own": is_own,
        "fields": list(fields_again(request)) if is_own else [],
        "has_files": is_own and bool(request.FILES),
        "action": request.get_full_path(),
    }
    response = render_page(request, "csrf_failure.jinja", context, status=403)
    for header, value in WHOLE_PAGE.items():
        response[header] = value
    return response


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
