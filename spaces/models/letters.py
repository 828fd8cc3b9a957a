from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ManagerLetters(models.Model):
    """What a manager is written: in which language, whether at all, and when last about stale facts."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="manager_letters", verbose_name=_("member")
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    wants_mail = models.BooleanField(_("wants letters about old facts"), default=True)
    reminded_at = models.DateTimeField(_("last reminded"), null=True, blank=True)

    class Meta:
        verbose_name = _("letters to a manager")
        verbose_name_plural = _("letters to managers")

    def __str__(self) -> str:
        return str(self.member_id)
