"""The answer to a form whose token against forgery (CSRF) is not valid.

Signing in makes new tokens, so that a page which was opened before cannot be sent any more.
"""

from django.http import HttpRequest, HttpResponse

from coworking.server.form_again import WHOLE_PAGE, form_again
from coworking.templating.rendering import render_page


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Respond to a form without a valid token (403): with its fields if it came from a page of this site."""
    response = render_page(request, "csrf_failure.jinja", form_again(request), status=403)
    for header, value in WHOLE_PAGE.items():
        response[header] = value
    return response
