"""Where near comments are found: through the small hashes that they share."""

from collections import Counter
from collections.abc import Iterable

from reviews.models import Comment, NearMatch, Piece, State, Verdict
from reviews.nearness import SHARED_PIECES, score, sketch

MOST_COMPARED = 10
SHORTEST = 12


def note_near_matches(comment: Comment) -> list[NearMatch]:
    """Remember the sketch of a comment, and queue the comments of its thread that it nearly repeats."""
    if comment.is_pingback:
        return []
    comment.pieces.all().delete()
    NearMatch.objects.filter(second=comment, verdict=Verdict.WAITING).delete()
    hashes = sketch(comment.text)
    near = list(near_to(comment, hashes))
    Piece.objects.bulk_create(
        Piece(comment=comment, thread_id=comment.thread_id, hash=value) for value in hashes
    )
    return NearMatch.objects.bulk_create(near, ignore_conflicts=True)


def near_to(comment: Comment, hashes: list[int]) -> Iterable[NearMatch]:
    """Unsaved matches with the comments that share most pieces with this one."""
    if len(comment.text) < SHORTEST:
        return
    # Counted here: asking the database to count and sort takes twice as long.
    sharing = Piece.objects.filter(thread=comment.thread_id, hash__in=hashes)
    shared = Counter(sharing.values_list("comment", flat=True))
    ids = [
        pk
        for pk, count in shared.most_common(MOST_COMPARED + 1)
        if count >= SHARED_PIECES and pk != comment.pk
    ]
    if not ids:
        return
    others = Comment.objects.filter(pk__in=ids, state__in=(State.VISIBLE, State.HELD))
    for other in others.exclude(fingerprint=comment.fingerprint).order_by("pk"):
        found = score(other.text, comment.text)
        if found:
            yield NearMatch(first=other, second=comment, score=found)
