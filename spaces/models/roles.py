"""Who keeps a space true: managers, those who ask to be one, and those who were invited."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    OWNER = "owner", _("owner")
    EDITOR = "editor", _("editor")


class Role(models.Model):
    """A member manages a space. Owners also invite and remove."""

    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="roles")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="roles")
    level = models.CharField(_("level"), max_length=10, choices=Level, default=Level.EDITOR)
    granted_at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("manager")
        verbose_name_plural = _("managers")
        constraints = [
            models.UniqueConstraint(
                "space",
                "member",
                name="role_once",
                violation_error_message=_("This member manages this space already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.space_id}"


class ClaimState(models.TextChoices):
    WAITING = "waiting", _("waiting for a moderator")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")


class Claim(models.Model):
    """A member asks to manage a space, and says why they may.

    An address at the space's own web domain proves itself by a mailed code, of which a hash is kept here.
    """

    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="claims")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="claims")
    evidence = models.TextField(_("evidence"), blank=True)
    email = models.EmailField(_("address at the space's domain"), blank=True)
    code_hash = models.CharField(max_length=128, blank=True, editable=False)
    code_sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    tries = models.PositiveSmallIntegerField(default=0, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=ClaimState, default=ClaimState.WAITING)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("asked"), auto_now_add=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("claim")
        verbose_name_plural = _("claims")
        constraints = [
            models.UniqueConstraint(
                "space",
                "member",
                condition=Q(state="waiting"),
                name="claim_waits_once",
                violation_error_message=_("You have already asked; a moderator will answer."),
            )
        ]
        indexes = [models.Index(fields=["state", "-id"], name="claim_queue")]

    def __str__(self) -> str:
        return f"{self.space} · {self.member}"


class Invitation(models.Model):
    """An owner invites somebody, by e-mail address, to keep a space true with them."""

    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="invitations")
    email = models.EmailField(_("e-mail address"))
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [models.UniqueConstraint("space", Lower("email"), name="invitation_once")]

    def __str__(self) -> str:
        return f"{self.space_id}: {self.email}"
