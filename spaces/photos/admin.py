"""Photos in the staff's admin: checked and written anew, like those of the managers."""

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminFileWidget
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from spaces.photos import processing
from spaces.photos.models import MAX_PHOTOS_PER_SPACE, Photo


class PhotoForm(forms.ModelForm):
    image = forms.FileField(label=_("image"), widget=AdminFileWidget)

    def clean_image(self):
        """A new file is checked and written anew; what is refused never touches the disk."""
        file = self.cleaned_data["image"]
        if isinstance(file, UploadedFile):
            self.processed = processing.process(file)
        return file

    def save(self, commit: bool = True) -> Photo:
        """Store the renditions, and let the old ones go."""
        processed = getattr(self, "processed", None)
        if processed:
            old = Photo.objects.filter(pk=self.instance.pk).values_list("image", "widths").first()
            self.instance.image, self.instance.widths = processing.store_files(processed)
            if old:
                transaction.on_commit(lambda: processing.delete_files(*old))
        return super().save(commit)


class PhotoInline(admin.TabularInline):
    """Written anew like a manager's: upright, without EXIF and GPS."""

    model = Photo
    form = PhotoForm
    extra = 0
    max_num = MAX_PHOTOS_PER_SPACE
    fields = ("image", "alt", "credit", "order")

    def get_formset(self, request, obj=None, **kwargs):
        return super().get_formset(request, obj, validate_max=True, **kwargs)
