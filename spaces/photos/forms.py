"""Forms of the page on which managers edit photos."""

from django import forms
from django.utils.translation import gettext_lazy as _

from spaces.photos.models import Photo

# Browsers on some systems know HEIC by the end of its name only.
ACCEPT = "image/jpeg,image/png,image/webp,image/avif,image/heic,image/heif,.heic,.heif"


class CaptionForm(forms.ModelForm[Photo]):
    """The text alternative and the credit of a photo."""

    class Meta:
        model = Photo
        fields = ("alt", "credit")


class PhotoForm(CaptionForm):
    """A new photo. Its file is processed by `gallery.add`: a form is cleaned each time that it is shown."""

    file = forms.FileField(
        label=_("Photo"),
        help_text=_("JPEG, HEIC, PNG, WebP or AVIF, up to 10 MB. Place and camera are removed."),
        widget=forms.FileInput({"accept": ACCEPT}),
    )
    field_order = ("file", "alt", "credit")

    class Meta(CaptionForm.Meta):
        help_texts = {"alt": _("For those who cannot see it: “Desks by a window”.")}
