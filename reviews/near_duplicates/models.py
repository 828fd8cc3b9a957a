"""Comments that are nearly the same, and what moderators decided about them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from reviews.comments.models import Comment, Thread


class Shingle(models.Model):
    """A hash in the sketch of a comment. Near duplicates are found through the hashes that they share."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="shingles")
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="+")
    hash = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["thread", "hash", "comment"], name="shingle_lookup")]

    def __str__(self) -> str:
        return f"{self.comment_id}: {self.hash}"


class Verdict(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SAME = "same", _("the same")
    DIFFERENT = "different", _("not the same")


class NearMatch(models.Model):
    """Two comments that are nearly the same; only a moderator merges them. `first` is the older one."""

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
    """A text posted by several authors or in several threads that a moderator has reviewed."""

    fingerprint = models.CharField(max_length=64, unique=True)
    judged_at = models.DateTimeField(auto_now=True)
    size = models.PositiveIntegerField(default=0)  # the group returns to the queue when it has grown

    def __str__(self) -> str:
        return self.fingerprint
