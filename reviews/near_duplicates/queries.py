"""Finding near duplicates of comments in their thread, through shared shingles, and queueing them."""

from collections import Counter, defaultdict

from django.db.models import Q

from coworking.database import bulk
from reviews.comments.choices import CommentState
from reviews.comments.models import Comment
from reviews.near_duplicates.models import NearMatch, Shingle, Verdict
from reviews.near_duplicates.similarity import MIN_SHARED_SHINGLES, score, sketch

MAX_COMPARED = 10  # comments of the thread, those with the most shared shingles
MIN_TEXT_LENGTH = 12
COMPARED_STATES = (CommentState.VISIBLE, CommentState.PENDING)


def queue_near_matches(comment: Comment) -> None:
    """Save the sketch of a new or edited comment, and queue its near matches in its thread."""
    if comment.is_pingback:
        return
    Shingle.objects.filter(comment=comment).delete()
    waiting = NearMatch.objects.filter(verdict=Verdict.WAITING)
    waiting.filter(Q(first=comment) | Q(second=comment)).delete()
    hashes = sketch(comment.text)
    near_matches = _find_near_matches(comment, hashes)
    Shingle.objects.bulk_create(
        Shingle(comment=comment, thread_id=comment.thread_id, hash=value) for value in hashes
    )
    NearMatch.objects.bulk_create(near_matches, ignore_conflicts=True)


def _find_near_matches(comment: Comment, hashes: list[int]) -> list[NearMatch]:
    """Return unsaved near matches of a comment that has no stored shingles."""
    if len(comment.text) < MIN_TEXT_LENGTH:
        return []
    # Counted here: counting and sorting in the database takes twice as long.
    shingles = Shingle.objects.filter(thread=comment.thread_id, hash__in=hashes)
    shared = Counter(shingles.values_list("comment", flat=True))
    pks = [pk for pk, count in shared.most_common(MAX_COMPARED) if count >= MIN_SHARED_SHINGLES]
    others = Comment.objects.filter(pk__in=pks, state__in=COMPARED_STATES)
    others = others.exclude(fingerprint=comment.fingerprint).order_by("pk")
    scored = [(other, score(other.text, comment.text)) for other in others]
    return [_ordered_pair(other, comment, value) for other, value in scored if value]


def _ordered_pair(one: Comment, other: Comment, value: float) -> NearMatch:
    """Return the unsaved near match of two comments; an edited one may be the older of them."""
    first, second = sorted((one, other), key=lambda comment: comment.pk)
    return NearMatch(first=first, second=second, score=value)


def is_near_rejected(thread: int, text: str) -> bool:
    """Whether a text is nearly the same as a rejected comment of the thread (its primary key)."""
    if len(text) < MIN_TEXT_LENGTH:
        return False
    rejected = Shingle.objects.filter(
        thread=thread, hash__in=sketch(text), comment__state=CommentState.REJECTED
    )
    shared = Counter(rejected.values_list("comment", flat=True))
    pks = [pk for pk, count in shared.most_common(MAX_COMPARED) if count >= MIN_SHARED_SHINGLES]
    texts = Comment.objects.filter(pk__in=pks).values_list("text", flat=True)
    return any(score(rejected_text, text) for rejected_text in texts)


def queue_near_matches_of_batch(comments: list[Comment]) -> None:
    """Do the same for many new comments in few queries. Each is compared with all that come before it."""
    comments = [comment for comment in comments if not comment.is_pingback]
    sketches = {comment.pk: sketch(comment.text) for comment in comments}
    rows = [(comment.pk, comment.thread_id, value) for comment in comments for value in sketches[comment.pk]]
    if not rows:
        return
    candidates = _earlier_candidates(comments, sketches)
    names = ("comment_id", "thread_id", "hash")
    bulk.insert_columns(Shingle, dict(zip(names, zip(*rows, strict=True), strict=True)))
    pks = {pk for found in candidates.values() for pk in found}
    others = Comment.objects.filter(pk__in=pks, state__in=COMPARED_STATES)
    texts = {pk: (text, digest) for pk, text, digest in others.values_list("pk", "text", "fingerprint")}
    near_matches = []
    for comment in comments:
        for pk in sorted(candidates[comment.pk] & texts.keys()):
            text, digest = texts[pk]
            value = score(text, comment.text) if digest != comment.fingerprint else 0
            if value:
                near_matches.append((pk, comment.pk, value))
    if near_matches:
        names = ("first_id", "second_id", "score")
        columns = dict(zip(names, zip(*near_matches, strict=True), strict=True))
        bulk.insert_columns(NearMatch, columns, ignore_conflicts=True)


def _earlier_candidates(comments: list[Comment], sketches: dict[int, list[int]]) -> dict[int, set[int]]:
    """Return {comment: earlier comments of its thread that share enough shingles}; one query a thread."""
    by_thread: dict[int, list[Comment]] = defaultdict(list)
    for comment in comments:
        by_thread[comment.thread_id].append(comment)
    candidates: dict[int, set[int]] = {}
    for thread, members in by_thread.items():
        hashes = {value for comment in members for value in sketches[comment.pk]}
        comments_with: dict[int, list[int]] = defaultdict(list)
        stored = Shingle.objects.filter(thread=thread, hash__in=hashes)
        for value, pk in stored.values_list("hash", "comment"):
            comments_with[value].append(pk)
        for comment in members:
            own = sketches[comment.pk]
            shared = Counter(pk for value in own for pk in comments_with.get(value, ()))
            most_shared = shared.most_common(MAX_COMPARED) if len(comment.text) >= MIN_TEXT_LENGTH else []
            candidates[comment.pk] = {pk for pk, count in most_shared if count >= MIN_SHARED_SHINGLES}
            for value in own:
                comments_with[value].append(comment.pk)
    return candidates
