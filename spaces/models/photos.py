from django.db import models
from django.utils.translation import gettext_lazy as _


class Photo(models.Model):
    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="photos")
    image = models.ImageField(
        _("image"), upload_to="photos/%Y/%m/", width_field="width", height_field="height"
    )
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    widths = models.JSONField(default=list, editable=False)  # of the renditions in WebP and AVIF
    alt = models.CharField(_("what it shows"), max_length=250, blank=True)
    credit = models.CharField(_("credit"), max_length=150, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["order", "pk"]

    def __str__(self) -> str:
        return self.alt or self.image.name or ""

    @property
    def thumbnail_url(self) -> str:
        """The smallest rendition, for cards; the photo itself where there is none."""
        return self._url(self.widths[0], "webp") if self.widths else self.image.url

    @property
    def sources(self) -> list[tuple[str, str]]:
        """(media type, srcset) of each format, the smaller files first."""
        return [
            (f"image/{format}", ", ".join(f"{self._url(width, format)} {width}w" for width in self.widths))
            for format in ("avif", "webp")
            if self.widths
        ]

    def _url(self, width: int, format: str) -> str:
        stem = (self.image.name or "").rpartition("-")[0]
        return self.image.storage.url(f"{stem}-{width}.{format}")
