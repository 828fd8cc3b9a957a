"""The operator's pages, and the contact form."""

import logging

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.core.mail import EmailMessage
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coworking.accounts.requests import HttpRequest
from coworking.content.forms import ContactForm
from coworking.content.markdown import to_html
from coworking.content.queries import in_language, translations_of
from coworking.fields.lines import one_line
from coworking.site.queries import site_name
from coworking.templating.rendering import render_page

log = logging.getLogger(__name__)


@require_safe
def content_page(request: HttpRequest, slug: str) -> HttpResponse:
    """Show a page that the operator wrote: in the visitor's language, else in another, which it says."""
    pages = translations_of(slug)
    page = in_language(pages, translation.get_language() or settings.LANGUAGE_CODE)
    if page is None:
        raise Http404
    context = {
        "page": page,
        "html": to_html(page.body),
        "is_translated": page.language == translation.get_language(),
    }
    return render_page(request, "content/page.jinja", context)


@require_http_methods(["GET", "HEAD", "POST"])
def contact(request: HttpRequest) -> HttpResponse:
    """Send a message to CONTACT_EMAIL; 404 where none is set. What was typed stays if it cannot be sent."""
    if not settings.CONTACT_EMAIL:
        raise Http404
    form = ContactForm(request.POST if request.method == "POST" else None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="contact"):
            form.add_error(None, _("That was a lot at once. Try again in an hour; what you typed is kept."))
        elif _send(form):
            messages.success(request, _("Your message is on its way. Thank you."))
            return redirect(reverse("contact"))
        else:
            form.add_error(None, _("The message could not be sent. Try again later; what you typed is kept."))
    return render_page(request, "content/contact.jinja", {"form": form})


def _initial(request: HttpRequest) -> dict[str, str]:
    user = request.user
    return {"name": user.display_name, "email": user.email} if user.is_authenticated else {}


def _send(form: ContactForm) -> bool:
    """Send the message; whether that succeeded."""
    values = form.cleaned_data
    message = EmailMessage(
        subject=one_line(f"{site_name()}: {values['name']}"),
        body=f"{values['message']}\n\n-- \n{values['name']} <{values['email']}>",
        to=[settings.CONTACT_EMAIL],
        reply_to=[values["email"]],
    )
    try:
        message.send()
    except OSError:  # smtplib's errors too
        log.exception("A message of the contact form could not be sent")
        return False
    return True
