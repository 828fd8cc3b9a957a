"""The audit log of moderation."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coworking.audit.models import LogEntry
from reviews.comments.models import Author, Comment, ImportedThread
from reviews.duplicates.models import DuplicateComment
from reviews.near_duplicates.models import NearMatch


class Action(models.TextChoices):
    """What moderators do. The values are part of URLs and forms."""

    APPROVE = "approve", _("approved")
    REJECT = "reject", _("rejected")
    MERGE = "fold", _("merged")
    SPLIT = "split", _("split off")
    KEEP_APART = "keep_apart", _("judged not the same")
    ASSIGN = "assign", _("placed a thread")
    BAN = "ban", _("banned")
    SETTLE = "settle", _("settled flags")
    JUDGE = "judge", _("judged a group")
    UNDO = "undo", _("took back")


class ModerationLogEntry(LogEntry):
    """An action of a moderator on comments, authors or imported threads."""

    action = models.CharField(_("action"), max_length=24, choices=Action)
    comment = models.ForeignKey(Comment, models.SET_NULL, null=True, blank=True, related_name="log_entries")
    duplicate = models.ForeignKey(
        DuplicateComment,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="log_entries",
        verbose_name="copy",
    )
    near_match = models.ForeignKey(
        NearMatch, models.SET_NULL, null=True, blank=True, related_name="log_entries"
    )
    imported_thread = models.ForeignKey(
        ImportedThread, models.SET_NULL, null=True, blank=True, related_name="log_entries"
    )
    author = models.ForeignKey(Author, models.SET_NULL, null=True, blank=True, related_name="log_entries")

    class Meta(LogEntry.Meta):
        verbose_name = _("act of moderation")
        verbose_name_plural = _("acts of moderation")

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.reason}"
