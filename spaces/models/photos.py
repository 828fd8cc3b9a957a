from django.db import models
from django.utils.translation import gettext_lazy as _


class Photo(models.Model):
    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="photos")
    image = models.ImageField(
        _("image"), upload_to="photos/%Y/%m/", width_field="width", height_field="height"
    )
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    alt = models.CharField(_("what it shows"), max_length=250, blank=True)
    credit = models.CharField(_("credit"), max_length=150, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.alt or self.image.name or ""
