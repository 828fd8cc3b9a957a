"""What waits for a moderator, and what moderators did."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.comments.models import Author, Comment, DuplicateComment, ImportedThread
from reviews.near_duplicates.models import NearMatch


class Action(models.TextChoices):
    APPROVE = "approve", _("approved")
    REJECT = "reject", _("rejected")
    FOLD = "fold", _("folded")
    SPLIT = "split", _("split off")
    KEEP_APART = "keep_apart", _("judged not the same")
    ASSIGN = "assign", _("placed a thread")
    BAN = "ban", _("banned")
    SETTLE = "settle", _("settled flags")
    JUDGE = "judge", _("judged a group")
    UNDO = "undo", _("took back")


class ModerationLogEntry(models.Model):
    """Who did what, why and when. `before` holds what `undo` needs."""

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    action = models.CharField(_("action"), max_length=12, choices=Action)
    reason = models.CharField(_("reason"), max_length=500)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)
    comment = models.ForeignKey(Comment, models.SET_NULL, null=True, blank=True, related_name="acts")
    copy = models.ForeignKey(DuplicateComment, models.SET_NULL, null=True, blank=True, related_name="acts")
    near_match = models.ForeignKey(NearMatch, models.SET_NULL, null=True, blank=True, related_name="acts")
    imported_thread = models.ForeignKey(
        ImportedThread, models.SET_NULL, null=True, blank=True, related_name="acts"
    )
    author = models.ForeignKey(Author, models.SET_NULL, null=True, blank=True, related_name="acts")
    before = models.JSONField(default=dict, blank=True)
    undoes = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="undone_by", editable=False
    )

    class Meta:
        verbose_name = _("act of moderation")
        verbose_name_plural = _("acts of moderation")
        ordering = ("-pk",)
        indexes = [
            models.Index(fields=["actor", "-id"], name="act_actor"),
            models.Index(fields=["action", "-id"], name="act_action"),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.reason}"
