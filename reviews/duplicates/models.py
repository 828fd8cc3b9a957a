"""The evidence of texts that were merged into a comment."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from reviews.comments.models import Author, Comment


class DuplicateReason(models.TextChoices):
    """Why a text was merged into a comment, or preserved with it."""

    EXACT = "exact", _("the same text")
    NORMALISED = "normalised", _("the same text, typed otherwise")
    MODERATOR = "moderator", _("a moderator judged it the same")
    EDITED = "edited", _("as it was before an edit")


class DuplicateComment(models.Model):
    """A text that was merged into `comment`, the canonical one, or its text before an edit.

    `merged_comment` is set when the text was published as a comment before: that row stays, in state MERGED.
    `split_into` is set when a moderator made it a comment of its own again.
    """

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="duplicates")
    author = models.ForeignKey(Author, models.PROTECT, related_name="+")
    text = models.TextField(_("text"))
    reason = models.CharField(_("reason"), max_length=10, choices=DuplicateReason)
    posted_at = models.DateTimeField(_("posted"), default=timezone.now)
    recorded_at = models.DateTimeField(auto_now_add=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    token = models.CharField(max_length=40, blank=True, editable=False)
    merged_comment = models.OneToOneField(
        Comment, models.CASCADE, null=True, blank=True, related_name="merged_as", editable=False
    )
    split_into = models.OneToOneField(
        Comment, models.SET_NULL, null=True, blank=True, related_name="split_from", editable=False
    )

    class Meta:
        verbose_name = _("copy")
        verbose_name_plural = _("copies")
        constraints = [
            models.UniqueConstraint("comment", "token", condition=~Q(token=""), name="duplicate_form_once")
        ]

    def __str__(self) -> str:
        return f"{self.reason}: {self.text[:60]}"
