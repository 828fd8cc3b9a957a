"""Photos in the staff's admin, processed and limited like those that managers upload."""

from typing import Any, cast

from allauth.core import ratelimit
from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from coworking.pictures import processing
from coworking.staff.admin import ReadsTyped
from spaces.directory.models import Space
from spaces.photos.forms import ACCEPT
from spaces.photos.models import MAX_PHOTOS_PER_SPACE, Photo

Stored = tuple[str, list[int]]  # the name and the widths of a photo


class PhotoRequest(HttpRequest):
    """A request with what became of its new photos, by the prefixes of their forms."""

    photos: dict[str, Stored | ValidationError]


class PhotoForm(forms.ModelForm[Photo]):
    """A photo; the formset has stored its new file, if it has one."""

    image = forms.FileField(label=_("image"), widget=AdminFileWidget({"accept": ACCEPT}))
    stored: Stored | None = None

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
        """Store the file of a form, unless that was done: a request cleans its formset twice."""
        photos = self.request.photos
        if form.prefix not in photos:
            photos[form.prefix] = self._processed(form.cleaned_data["image"])
        result = photos[form.prefix]
        if isinstance(result, ValidationError):
            form.add_error("image", result)
        else:
            form.stored = result

    def _processed(self, file: UploadedFile[bytes]) -> Stored | ValidationError:
        try:
            if not ratelimit.consume(self.request, action="photo"):
                raise ValidationError(processing.TOO_MANY)
            return processing.store_files(processing.process(file))
        except ValidationError as error:
            return error


class PhotoInline(ReadsTyped, admin.TabularInline[Photo, Space]):
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

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        photos = cast(PhotoRequest, request).photos = {}
        is_saved = False
        try:
            if request.method == "POST":
                self._store_photos(request, object_id)
            response = super().changeform_view(request, object_id, *args, **kwargs)
            is_saved = response.status_code == 302
        finally:
            for stored in photos.values():
                if not is_saved and not isinstance(stored, ValidationError):
                    processing.delete_files(*stored)
        return response

    def _store_photos(self, request: HttpRequest, object_id: str | None) -> None:
        """Clean the photos before the transaction begins, in which SQLite lets nobody else write."""
        space = admin.ModelAdmin.get_object(self, request, unquote(object_id)) if object_id else None
        may_save = (
            self.has_change_permission(request, space) if object_id else self.has_add_permission(request)
        )
        if not may_save or (object_id and space is None):
            return
        for formset, inline in self.get_formsets_with_inlines(request, space):
            if isinstance(inline, PhotoInline):
                prefix, rows = formset.get_default_prefix(), inline.get_queryset(request)
                formset(
                    request.POST, request.FILES, instance=space or Space(), prefix=prefix, queryset=rows
                ).is_valid()
