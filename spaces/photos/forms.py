"""Forms of the page on which managers edit photos."""

from django import forms
from django.utils.translation import gettext_lazy as _

from spaces.photos import processing
from spaces.photos.models import Photo


class CaptionForm(forms.ModelForm[Photo]):
    """The text alternative and the credit of a photo."""

    class Meta:
        model = Photo
        fields = ("alt", "credit")


class PhotoForm(CaptionForm):
    """A new photo, processed before anything is written to the disk or the database."""

    file = forms.FileField(
        label=_("Photo"),
        help_text=_("JPEG, PNG, WebP or AVIF, up to 10 MB. Place and camera are removed."),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp,image/avif"}),
    )
    field_order = ("file", "alt", "credit")

    class Meta(CaptionForm.Meta):
        help_texts = {"alt": _("For those who cannot see it: “Desks by a window”.")}

    def clean_file(self) -> processing.Processed:
        return processing.process(self.cleaned_data["file"])
