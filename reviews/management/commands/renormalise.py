from django.core.management.base import BaseCommand
from django.db import IntegrityError, transaction
from django.db.models import F

from reviews.comments.choices import CommentState
from reviews.comments.models import Comment
from reviews.duplicates.models import DuplicateComment, DuplicateReason
from reviews.fingerprint import VERSION, fingerprint

SHOWN = 40


class Command(BaseCommand):
    help = "Apply the current normaliser to old comments. Says what would change; --apply changes it."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--apply", action="store_true", help="write the changes")
        parser.add_argument("--all", action="store_true", help="look at comments of the current version too")

    def handle(self, *, apply: bool, **options) -> None:
        comments = Comment.objects.exclude(state=CommentState.MERGED).order_by("posted_at", "pk")
        if not options["all"]:
            comments = comments.exclude(fingerprint_version=VERSION)
        counts = {"looked at": 0, "printed anew": 0, "folded": 0}
        with transaction.atomic():
            for comment in comments.iterator(chunk_size=1000):
                counts["looked at"] += 1
                outcome = self.renew(comment)
                if outcome:
                    counts[outcome] += 1
                    if counts["printed anew"] + counts["folded"] <= SHOWN:
                        self.stdout.write(f"  {outcome}: comment {comment.pk}: {comment.text[:70]!r}")
            transaction.set_rollback(not apply)
        told = ", ".join(f"{count} {what}" for what, count in counts.items())
        self.stdout.write(f"{told}." + ("" if apply else " Nothing was written; --apply does it."))

    def renew(self, comment: Comment) -> str:
        """Give one comment its fingerprint of today; fold it where its author says that already."""
        new = fingerprint(comment.text)
        changed = new != comment.fingerprint
        try:
            with transaction.atomic():
                Comment.objects.filter(pk=comment.pk).update(fingerprint=new, fingerprint_version=VERSION)
        except IntegrityError:
            self.fold(comment, new)
            return "folded"
        return "printed anew" if changed else ""

    @staticmethod
    def fold(comment: Comment, new: str) -> None:
        """The earlier comment stands; this one becomes its evidence, and keeps its row."""
        standing = Comment.objects.get(
            thread=comment.thread_id, author=comment.author_id, fingerprint=new, variant=comment.variant
        )
        copy = DuplicateComment.objects.create(
            comment=standing,
            author=comment.author,
            text=comment.text,
            reason=DuplicateReason.NORMALISED,
            posted_at=comment.posted_at,
            merged_comment=comment,
        )
        Comment.objects.filter(pk=standing.pk).update(duplicate_count=F("duplicate_count") + 1)
        Comment.objects.filter(parent=comment).update(parent=standing)
        Comment.objects.filter(pk=comment.pk).update(
            state=CommentState.MERGED,
            fingerprint=new,
            fingerprint_version=VERSION,
            variant=f"duplicate-{copy.pk}",
        )
