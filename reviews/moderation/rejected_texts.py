"""Recognising a text that a moderator rejected when somebody posts it again, however it comes back."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from reviews.comments.choices import CommentState
from reviews.comments.models import Author, Comment
from reviews.duplicates.models import DuplicateComment, DuplicateReason
from reviews.fingerprint import fingerprint
from reviews.near_duplicates.queries import is_near_rejected

REJECTED = Comment.objects.filter(state=CommentState.REJECTED)


def resembles_rejected(author: Author, thread: int, text: str) -> bool:
    """Whether a moderator rejected this text, or nearly the same, in the thread (its primary key).

    Whoever wrote it then: a member may have deleted the account. The very same text by the same author or
    member was rejected if it was rejected in any thread. Former wordings of rejected comments count too.
    """
    digest = fingerprint(text)
    same = Q(thread=thread) | Q(author=author)
    if author.user_id:
        same |= Q(author__user=author.user_id)
    return (
        REJECTED.filter(same, fingerprint=digest).exists()
        or is_near_rejected(thread, text)
        or _is_former_wording(thread, digest)
    )


def _is_former_wording(thread: int, digest: str) -> bool:
    """Whether a rejected comment of the thread had the text with this fingerprint before an edit."""
    former = DuplicateComment.objects.filter(
        comment__thread=thread, comment__state=CommentState.REJECTED, reason=DuplicateReason.EDITED
    )
    return any(fingerprint(text) == digest for text in former.values_list("text", flat=True))


class RejectedTexts:
    """The same for a batch of texts with these fingerprints, in few queries."""

    def __init__(self, fingerprints: Iterable[str]):
        self._places: dict[str, set[tuple[str, int]]] = defaultdict(set)
        rows = REJECTED.filter(fingerprint__in=set(fingerprints))
        for digest, author, thread in rows.values_list("fingerprint", "author", "thread"):
            self._places[digest] |= {("author", author), ("thread", thread)}
        self._has_rejected: dict[int, bool] = {}

    def resembles(self, author: int, thread: int, digest: str, text: str) -> bool:
        """Whether a moderator rejected the text, or nearly the same, as `resembles_rejected`."""
        if self._places and self._places[digest] & {("author", author), ("thread", thread)}:
            return True
        if thread not in self._has_rejected:
            self._has_rejected[thread] = REJECTED.filter(thread=thread).exists()
        return self._has_rejected[thread] and (
            is_near_rejected(thread, text) or _is_former_wording(thread, digest)
        )
