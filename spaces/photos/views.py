"""The page on which managers add, describe, order and remove photos, usable on a phone."""

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from coworking.accounts.requests import MemberRequest
from coworking.audit.registry import NotPossible
from coworking.pictures import processing
from coworking.templating.rendering import render_page
from spaces.directory.models import Space
from spaces.managers.views.dashboard import managed_space
from spaces.photos import gallery
from spaces.photos.forms import CaptionForm, PhotoForm
from spaces.photos.models import MAX_PHOTOS_PER_SPACE, Photo

STEPS = {"earlier": -1, "later": 1}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, slug: str) -> HttpResponse:
    """Show the photos; a POST adds one."""
    space = managed_space(request, slug)
    form, status = PhotoForm(), 200
    if request.method == "POST":
        form = PhotoForm(request.POST, request.FILES)
        status = _add(request, space, form) if form.is_valid() else 200
        if status == 302:
            messages.success(request, _("The photo is on the page."))
            return redirect("manager_photos", slug)
    rows = [(photo, CaptionForm(instance=photo, prefix=f"photo-{photo.pk}")) for photo in space.photos.all()]
    context = {"space": space, "rows": rows, "form": form, "is_full": len(rows) >= MAX_PHOTOS_PER_SPACE}
    return render_page(request, "spaces/photos/edit.jinja", context, status)


def _add(request: MemberRequest, space: Space, form: PhotoForm) -> int:
    """Add the photo; return 302, or another status when the form has an error now."""
    if not ratelimit.consume(request, action="photo"):
        form.add_error("file", processing.TOO_MANY)
        return 429
    try:
        gallery.add(space, actor=request.user, **form.cleaned_data)
    except ValidationError as error:
        form.add_error("file", error)
        return 503 if isinstance(error, processing.Busy) else 200
    return 302


@login_required
@require_POST
def change(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """Save the caption of a photo, and move or remove it, depending on the button pressed."""
    space = managed_space(request, slug)
    photo = get_object_or_404(Photo, pk=pk, space=space)
    action = request.POST.get("act", "")
    form = CaptionForm(request.POST, instance=photo, prefix=f"photo-{photo.pk}")
    try:
        if action == "remove":
            gallery.remove(space, photo, request.user)
            messages.success(request, _("The photo is removed."))
        elif not form.is_valid():
            messages.error(request, _("These words are too long."))
        else:
            gallery.describe(photo, **form.cleaned_data)
            if action in STEPS:
                gallery.move(space, photo, STEPS[action])
            messages.success(request, _("Kept."))
    except NotPossible as error:
        messages.error(request, str(error))
    return redirect("manager_photos", slug)
