"""Managers of spaces, claims to become one, invitations, and edits that others suggest to them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from coworking.fields.partial_dates import PartialDateField
from spaces.provenance.models import Source, visitors_label
from spaces.provenance.querysets import VISITORS_KEY


class ReminderSettings(models.Model):
    """Whether and in which language a manager is reminded of stale facts, and when that was last done."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="reminder_settings", verbose_name=_("member")
    )
    language = models.CharField(_("language"), max_length=10, blank=True)
    wants_mail = models.BooleanField(_("wants letters about old facts"), default=True)
    reminded_at = models.DateTimeField(_("last reminded"), null=True, blank=True)

    class Meta:
        verbose_name = _("letters to a manager")
        verbose_name_plural = _("letters to managers")

    def __str__(self) -> str:
        return str(self.member_id)


class Level(models.TextChoices):
    OWNER = "owner", _("owner")
    EDITOR = "editor", _("editor")


class Role(models.Model):
    """A member manages a space. Owners also manage its managers."""

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

    An e-mail address at the space's own web domain is verified by a mailed code; only its hash is stored.
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
    """An owner invites somebody, by e-mail address, to manage a space with them."""

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


class SuggestedEditState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")


class SuggestedEditQuerySet(models.QuerySet["SuggestedEdit"]):
    def waiting(self) -> "SuggestedEditQuerySet":
        return self.filter(state=SuggestedEditState.WAITING)

    def for_moderators(self) -> "SuggestedEditQuerySet":
        """Those that moderators decide, oldest first.

        Reports, visitors' answers, and others where nobody manages the space.
        """
        managed = Role.objects.filter(space=models.OuterRef("space"))
        of_people = Q(member__isnull=False) | Q(source__key=VISITORS_KEY)
        rows = self.waiting().filter(of_people | ~models.Exists(managed))
        return rows.order_by("created_at", "pk")


class SuggestedEdit(models.Model):
    """Another value for one fact of a space, waiting for a decision. `value` is stored as in a statement.

    An import suggests an edit where a manager confirmed the fact; a member's report (`member`) always is one,
    and so is a visitor's answer, whose source is "visitors" and counts its visitors in `visitor_answers`.
    """

    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="suggested_edits")
    fact = models.CharField(_("fact"), max_length=40)
    value = models.JSONField(_("value"))
    digest = models.CharField(max_length=64, editable=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name=_("source"))
    as_of = PartialDateField(_("as of"))
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="reports",
        verbose_name=_("reported by"),
    )
    note = models.CharField(_("note"), max_length=500, blank=True)
    language = models.CharField(max_length=10, blank=True, editable=False)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=SuggestedEditState, default="waiting")
    created_at = models.DateTimeField(auto_now_add=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = SuggestedEditQuerySet.as_manager()

    label: str  # set by views, in words
    ours: str
    theirs: str

    class Meta:
        indexes = [models.Index(fields=["state", "created_at"], name="suggestion_queue")]
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        # A value of a source is suggested once, whatever was decided.
        constraints = [models.UniqueConstraint("space", "fact", "source", "digest", name="suggestion_once")]

    def __str__(self) -> str:
        return f"{self.fact}: {self.value}"

    @property
    def is_of_visitors(self) -> bool:
        return self.source.key == VISITORS_KEY

    @property
    def source_name(self) -> str:
        """The name of the source; of answers that wait, how many visitors gave them."""
        if not self.is_of_visitors:
            return self.source.display_name
        return visitors_label(max(1, len(self.visitor_answers.all())))
