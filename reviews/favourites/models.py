"""Favourite spaces of members."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Favourite(models.Model):
    """A favourite space of a member."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="favourites")
    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="favourites")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("favourite")
        verbose_name_plural = _("favourites")
        constraints = [models.UniqueConstraint("member", "space", name="favourite_once")]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.space_id}"
