"""Look-ups of addresses, so that the geocoder does not get the same one again and again."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Finding(models.TextChoices):
    """What became of an address: it was found, or why the answer was refused."""

    PLACED = "placed", _("placed")
    NOT_FOUND = "not_found", _("not found")
    IMPRECISE = "imprecise", _("neither a building nor a street")
    OTHER_COUNTRY = "country", _("in another country")
    FAR = "far", _("far from the city")
    OTHER_STREET = "street", _("another street")


class AddressLookup(models.Model):
    """The last address of a space that the geocoder got, and what it found."""

    space = models.OneToOneField("spaces.Space", models.CASCADE, related_name="+")
    address = models.CharField(_("address"), max_length=500)
    finding = models.CharField(_("finding"), max_length=12, choices=Finding)
    asked_at = models.DateTimeField(_("asked"), auto_now=True)

    class Meta:
        verbose_name = _("address asked for")
        verbose_name_plural = _("addresses asked for")

    def __str__(self) -> str:
        return self.address
