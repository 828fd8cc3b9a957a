from contextlib import nullcontext
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import IntegrityError, transaction

from coworking.database.writing.rehearsal import rehearsal
from coworking.database.writing.short_transactions import short_transaction
from reviews.comments.choices import CommentState
from reviews.comments.models import Comment
from reviews.duplicates.merge import canonical_pk, merge_comment
from reviews.duplicates.models import DuplicateReason
from reviews.fingerprint import VERSION, fingerprint

MAX_LISTED = 40
BATCH = 100


class Command(BaseCommand):
    help = "Apply the current normaliser to old comments. Lists what would change; --apply changes it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--apply", action="store_true", help="write the changes")
        parser.add_argument("--all", action="store_true", help="look at comments of the current version too")

    def handle(self, *, apply: bool, **options: Any) -> None:
        comments = Comment.objects.exclude(state=CommentState.MERGED).order_by("posted_at", "pk")
        if not options["all"]:
            comments = comments.exclude(fingerprint_version=VERSION)
        counts = {"looked at": 0, "printed anew": 0, "merged": 0}
        keys = list(comments.values_list("pk", flat=True))
        with nullcontext() if apply else rehearsal():
            for start in range(0, len(keys), BATCH):
                with short_transaction():
                    self.renormalise_all(keys[start : start + BATCH], counts)
        summary = ", ".join(f"{count} {outcome}" for outcome, count in counts.items())
        self.stdout.write(f"{summary}." + ("" if apply else " Nothing was written; --apply does it."))

    def renormalise_all(self, keys: list[int], counts: dict[str, int]) -> None:
        """Renormalise the comments of these keys, in their order; count and list what became of them."""
        rows = Comment.objects.select_for_update().exclude(state=CommentState.MERGED).filter(pk__in=keys)
        for comment in rows.order_by("posted_at", "pk"):
            counts["looked at"] += 1
            outcome = self.renormalise(comment)
            if outcome:
                counts[outcome] += 1
                if counts["printed anew"] + counts["merged"] <= MAX_LISTED:
                    self.stdout.write(f"  {outcome}: comment {comment.pk}: {comment.text[:70]!r}")

    def renormalise(self, comment: Comment) -> str:
        """Update the fingerprint of a comment, or merge it into an earlier one. Returns the outcome."""
        new = fingerprint(comment.text)
        changed = new != comment.fingerprint
        try:
            with transaction.atomic():
                Comment.objects.filter(pk=comment.pk).update(fingerprint=new, fingerprint_version=VERSION)
        except IntegrityError:
            same = Comment.objects.get(
                thread=comment.thread_id, author=comment.author_id, fingerprint=new, variant=comment.variant
            )
            canonical = Comment.objects.select_for_update().get(pk=canonical_pk(same))
            comment.refresh_from_db()  # another may have been merged into it
            reason = DuplicateReason.NORMALISED
            merge_comment(comment, canonical, reason, fingerprint=new, fingerprint_version=VERSION)
            return "merged"
        return "printed anew" if changed else ""
