"""The page behind the link in each reminder, which turns them off without signing in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from coworking.templating.rendering import render_page
from spaces.managers import reminders


@csrf_exempt  # the signed link is what gives the right; mail programs post to it without a cookie (RFC 8058)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether to stop reminders; a POST stops them, or starts them again."""
    member = reminders.member_of(token)
    if member is None:
        raise Http404
    if request.method == "POST":
        reminders.set_wants_mail(member, "again" in request.POST)
    context = {"wants_mail": reminders.wants_mail(member), "is_done": request.method == "POST"}
    return render_page(request, "spaces/managers/reminders.jinja", context)
