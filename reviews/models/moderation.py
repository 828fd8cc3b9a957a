"""What waits for a moderator, and what moderators did."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.models.comments import Comment, Copy
from reviews.models.people import Author
from reviews.models.threads import ImportedThread


class Verdict(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SAME = "same", _("the same")
    DIFFERENT = "different", _("not the same")


class NearMatch(models.Model):
    """Two comments that are nearly the same: only a person folds them. `first` is the older one."""

    first = models.ForeignKey(Comment, models.CASCADE, related_name="near_later")
    second = models.ForeignKey(Comment, models.CASCADE, related_name="near_earlier")
    score = models.FloatField(_("score"))
    verdict = models.CharField(_("verdict"), max_length=10, choices=Verdict, default=Verdict.WAITING)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("near match")
        verbose_name_plural = _("near matches")
        constraints = [models.UniqueConstraint("first", "second", name="near_match_once")]
        indexes = [models.Index(fields=["verdict", "-score"], name="near_match_queue")]

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"


class JudgedGroup(models.Model):
    """A text said by several authors or in several threads that a moderator has looked at."""

    fingerprint = models.CharField(max_length=64, unique=True)
    judged_at = models.DateTimeField(auto_now=True)
    size = models.PositiveIntegerField(default=0)  # it comes back to the queue when it has grown

    def __str__(self) -> str:
        return self.fingerprint


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


class Act(models.Model):
    """Who did what, why and when. `before` holds what `undo` needs."""

    actor = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    action = models.CharField(_("action"), max_length=12, choices=Action)
    reason = models.CharField(_("reason"), max_length=500)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)
    comment = models.ForeignKey(Comment, models.SET_NULL, null=True, blank=True, related_name="acts")
    copy = models.ForeignKey(Copy, models.SET_NULL, null=True, blank=True, related_name="acts")
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
