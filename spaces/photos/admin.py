"""Photos in the staff's admin, processed and limited like those that managers upload."""

from typing import Any, cast

from allauth.core import ratelimit
from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from spaces.directory.models import Space
from spaces.photos import processing
from spaces.photos.forms import ACCEPT
from spaces.photos.models import MAX_PHOTOS_PER_SPACE, Photo


class PhotoRequest(HttpRequest):
    """A request with the (name, widths) of the photos that it has stored so far."""

    stored_photos: list[tuple[str, list[int]]]


class PhotoForm(forms.ModelForm[Photo]):
    """A photo; the formset has stored its new file, if it has one."""

    image = forms.FileField(label=_("image"), widget=AdminFileWidget({"accept": ACCEPT}))
    stored: tuple[str, list[int]] | None = None

    def save(self, commit: bool = True) -> Photo:
        """Save the row, and delete the files that new ones replace after the commit."""
        if self.stored:
            old = Photo.objects.filter(pk=self.instance.pk).values_list("image", "widths").first()
            self.instance.image, self.instance.widths = self.stored
            if old:
                transaction.on_commit(lambda: processing.delete_files(*old))
        photo: Photo = super().save(commit)
        return photo


class PhotoFormSet(BaseInlineFormSet[Photo, Space, forms.ModelForm[Photo]]):
    """The photos of a space. Files are decoded last: Django has counted the photos when it calls `clean`."""

    request: PhotoRequest

    def clean(self) -> None:
        super().clean()
        if any(self.errors):
            return
        deleted = self.deleted_forms  # Django forgets them once a form has an error
        for form in self.forms:
            is_new = isinstance(form.cleaned_data.get("image"), UploadedFile)
            if is_new and form not in deleted:
                self._store(form)

    def _store(self, form: Any) -> None:
        try:
            if not ratelimit.consume(self.request, action="photo"):
                raise ValidationError(processing.TOO_MANY)
            form.stored = processing.store_files(processing.process(form.cleaned_data["image"]))
            self.request.stored_photos.append(form.stored)
        except ValidationError as error:
            form.add_error("image", error)


class PhotoInline(admin.TabularInline[Photo, Space]):
    """The photos of a space, below its form. The admin of the space is a PhotosAdmin."""

    model = Photo
    form = PhotoForm
    formset = PhotoFormSet
    extra = 0
    max_num = MAX_PHOTOS_PER_SPACE
    fields = ("image", "alt", "credit", "order")

    def get_formset(self, request: HttpRequest, obj: Space | None = None, **kwargs: Any) -> Any:
        formset: Any = super().get_formset(request, obj, validate_max=True, **kwargs)
        formset.request = request
        return formset


class PhotosAdmin(admin.ModelAdmin[Space]):
    """An admin with photos, which leaves no file of a form that was not saved."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        stored = cast(PhotoRequest, request).stored_photos = []
        is_saved = False
        try:
            response = super().changeform_view(request, *args, **kwargs)
            is_saved = response.status_code == 302
        finally:
            if not is_saved:
                for name, widths in stored:
                    processing.delete_files(name, widths)
        return response
