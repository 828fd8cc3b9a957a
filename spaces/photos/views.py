"""The photos of a space, on a page that a telephone can use: add, describe, order, remove."""

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from coworking.accounts.requests import MemberRequest
from spaces.directory.models import Space
from spaces.managers.views.dashboard import managed_space
from spaces.photos import gallery, processing
from spaces.photos.models import MAX_PHOTOS_PER_SPACE, Photo

STEPS = {"earlier": -1, "later": 1}


class WordsForm(forms.ModelForm):
    class Meta:
        model = Photo
        fields = ("alt", "credit")


class PhotoForm(WordsForm):
    """A new photo, checked and written anew before anything touches the disk or the database."""

    file = forms.FileField(
        label=gettext_lazy("Photo"),
        help_text=gettext_lazy("JPEG, PNG, WebP or AVIF, up to 10 MB. Place and camera are removed."),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp,image/avif"}),
    )
    field_order = ("file", "alt", "credit")

    class Meta(WordsForm.Meta):
        help_texts = {"alt": gettext_lazy("For those who cannot see it: “Desks by a window”.")}

    def clean_file(self) -> processing.Processed:
        return processing.process(self.cleaned_data["file"])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: MemberRequest, slug: str) -> HttpResponse:
    """The photos as they stand; a POST adds one."""
    space = managed_space(request, slug)
    form = PhotoForm()
    if request.method == "POST":
        form = PhotoForm(request.POST, request.FILES)
        if form.is_valid() and _add(request, space, form):
            messages.success(request, _("The photo is on the page."))
            return redirect("keep_photos", slug)
    rows = [(photo, WordsForm(instance=photo, prefix=f"photo-{photo.pk}")) for photo in space.photos.all()]
    context = {"space": space, "rows": rows, "form": form, "is_full": len(rows) >= MAX_PHOTOS_PER_SPACE}
    return render(request, "spaces/photos/edit.html", context)


def _add(request: MemberRequest, space: Space, form: PhotoForm) -> bool:
    data = form.cleaned_data
    try:
        gallery.add(space, data["file"], alt=data["alt"], credit=data["credit"], actor=request.user)
    except ValidationError as error:
        form.add_error("file", error)
        return False
    return True


@login_required
@require_POST
def change(request: MemberRequest, slug: str, pk: int) -> HttpResponse:
    """One photo: keep its words, and move or remove it, by the button that was pressed."""
    space = managed_space(request, slug)
    photo = get_object_or_404(Photo, pk=pk, space=space)
    act = request.POST.get("act", "")
    form = WordsForm(request.POST, instance=photo, prefix=f"photo-{photo.pk}")
    if act == "remove":
        gallery.remove(space, photo, request.user)
        messages.success(request, _("The photo is removed."))
    elif not form.is_valid():
        messages.error(request, _("These words are too long."))
    else:
        gallery.describe(photo, **form.cleaned_data)
        if act in STEPS:
            gallery.move(space, photo, STEPS[act])
        messages.success(request, _("Kept."))
    return redirect("keep_photos", slug)
