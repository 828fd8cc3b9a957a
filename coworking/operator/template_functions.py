"""Functions that templates call for the look of the site."""

from django.templatetags.static import static
from django.urls import reverse

from coworking.site import queries
from coworking.site.models import SignUp
from coworking.site.queries import Site
from coworking.templating.library import template_function


@template_function
def site_mark(site: Site) -> str:
    """Return the URL of the mark of the software, in the accent colour of the site."""
    return reverse("accent_mark", args=site.accent) if site.accent else static("img/mark.svg")


@template_function
def is_open_for_sign_up() -> bool:
    """Whether everybody may make an account: only then do pages link to sign-up."""
    return queries.site().sign_up == SignUp.OPEN


@template_function
def accent_style(site: Site) -> str:
    """Return the URL of the style sheet of the site's accent colour; "" where that is the shipped one."""
    return reverse("accent_style", args=site.accent) if site.accent else ""
