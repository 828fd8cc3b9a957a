from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coworking.fields.lines import LineField

MAX_PHOTOS_PER_SPACE = 12


class Photo(models.Model):
    """A photo of a space, in one of twelve slots, so that the database refuses a thirteenth photo."""

    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="photos")
    image = models.ImageField(
        _("image"), upload_to="photos/%Y/%m/", width_field="width", height_field="height"
    )
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    widths = models.JSONField(default=list, editable=False)  # of its renditions
    alt = LineField(_("what it shows"), max_length=250, blank=True)
    credit = LineField(_("credit"), max_length=150, blank=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    slot = models.PositiveSmallIntegerField(editable=False)

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["order", "pk"]
        constraints = [
            models.UniqueConstraint("space", "slot", name="photo_slot_once"),
            models.CheckConstraint(
                condition=Q(slot__range=(1, MAX_PHOTOS_PER_SPACE)),
                name="photo_slots_are_twelve",
                violation_error_message=_("A space has at most 12 photos."),
            ),
        ]

    def __str__(self) -> str:
        return self.alt or self.image.name or ""

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Give a new photo the first free slot; the database refuses slot 13."""
        if self.slot is None:
            taken = set(Photo.objects.filter(space=self.space_id).values_list("slot", flat=True))
            self.slot = next(slot for slot in range(1, MAX_PHOTOS_PER_SPACE + 2) if slot not in taken)
        super().save(*args, **kwargs)

    @property
    def thumbnail_url(self) -> str:
        """The URL of the smallest rendition, for cards; of the photo itself if it has none."""
        url: str = self._url(self.widths[0], "webp") if self.widths else self.image.url
        return url

    @property
    def sources(self) -> list[tuple[str, str]]:
        """(media type, srcset) for each format, the one with smaller files first."""
        return [
            (f"image/{format}", ", ".join(f"{self._url(width, format)} {width}w" for width in self.widths))
            for format in ("avif", "webp")
            if self.widths
        ]

    def _url(self, width: int, format: str) -> str:
        stem = (self.image.name or "").rpartition("-")[0]
        url: str = self.image.storage.url(f"{stem}-{width}.{format}")
        return url
