"""Photos in the staff's admin, processed like those that managers upload."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from spaces.directory.models import Space
from spaces.photos import processing
from spaces.photos.models import MAX_PHOTOS_PER_SPACE, Photo


class PhotoForm(forms.ModelForm[Photo]):
    """A photo whose file is processed before it is stored."""

    image = forms.FileField(label=_("image"), widget=AdminFileWidget)

    def clean_image(self) -> Any:
        """Process a new file; a rejected one never reaches the disk."""
        file = self.cleaned_data["image"]
        if isinstance(file, UploadedFile):
            self.processed = processing.process(file)
        return file

    def save(self, commit: bool = True) -> Photo:
        """Store the renditions of a new file, and delete the old ones after the commit."""
        processed = getattr(self, "processed", None)
        if processed:
            old = Photo.objects.filter(pk=self.instance.pk).values_list("image", "widths").first()
            self.instance.image, self.instance.widths = processing.store_files(processed)
            if old:
                transaction.on_commit(lambda: processing.delete_files(*old))
        photo: Photo = super().save(commit)
        return photo


class PhotoInline(admin.TabularInline[Photo, Space]):
    """The photos of a space, below its form."""

    model = Photo
    form = PhotoForm
    extra = 0
    max_num = MAX_PHOTOS_PER_SPACE
    fields = ("image", "alt", "credit", "order")

    def get_formset(self, request: HttpRequest, obj: Space | None = None, **kwargs: Any) -> Any:
        return super().get_formset(request, obj, validate_max=True, **kwargs)
