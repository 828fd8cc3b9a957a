"""The log of imported comments, by which a second run recognises them and changes nothing."""

from django.db import models

from reviews.comments.models import Comment
from reviews.duplicates.models import DuplicateComment


class ImportedComment(models.Model):
    """One comment of one source. `digest` distinguishes two comments with the same id."""

    source = models.CharField(max_length=200)
    ref = models.CharField(max_length=220)
    digest = models.CharField(max_length=64)
    outcome = models.CharField(max_length=24)
    comment = models.ForeignKey(Comment, models.SET_NULL, null=True, related_name="imported")
    duplicate = models.ForeignKey(DuplicateComment, models.SET_NULL, null=True, related_name="imported")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint("source", "ref", "digest", name="imported_comment_once")]

    def __str__(self) -> str:
        return f"{self.source}: {self.ref}"
