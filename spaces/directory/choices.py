from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What kind of place a space is."""

    COWORKING = "coworking", _("coworking space")
    CAFE = "cafe", _("café")
    LIBRARY = "library", _("library")
    COMMUNITY_HALL = "community_hall", _("community hall")
    FABLAB = "fablab", _("fablab or hackerspace")
    BUSINESS_CENTRE = "business_centre", _("business centre")
    INCUBATOR = "incubator", _("incubator")
    OTHER = "other", _("other third place")


class Status(models.TextChoices):
    """Whether a space exists: not yet, now, elsewhere or no more."""

    PLANNED = "planned", _("planned")
    OPEN = "open", _("open")
    MOVED = "moved", _("moved away")
    CLOSED = "closed", _("closed")


ENDED = (Status.CLOSED, Status.MOVED)  # these leave the search and keep their page
