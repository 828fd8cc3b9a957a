"""Where near comments are found: through the small hashes that they share."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from coworking.database import bulk
from reviews.comments.choices import CommentState
from reviews.comments.models import Comment
from reviews.near_duplicates.models import NearMatch, Shingle, Verdict
from reviews.near_duplicates.similarity import MIN_SHARED_SHINGLES, score, sketch

MAX_COMPARED = 10
MIN_TEXT_LENGTH = 12


def queue_near_matches(comment: Comment) -> list[NearMatch]:
    """Remember the sketch of a comment, and queue the comments of its thread that it nearly repeats."""
    if comment.is_pingback:
        return []
    comment.shingles.all().delete()
    NearMatch.objects.filter(second=comment, verdict=Verdict.WAITING).delete()
    hashes = sketch(comment.text)
    near = list(find_near_matches(comment, hashes))
    Shingle.objects.bulk_create(
        Shingle(comment=comment, thread_id=comment.thread_id, hash=value) for value in hashes
    )
    return NearMatch.objects.bulk_create(near, ignore_conflicts=True)


def queue_near_matches_of_batch(comments: list[Comment]) -> None:
    """The same for many comments that were just made, each compared with all before it, in few queries."""
    sketches = {comment.pk: sketch(comment.text) for comment in comments if not comment.is_pingback}
    talk = [comment for comment in comments if comment.pk in sketches]
    rows = [(comment.pk, comment.thread_id, value) for comment in talk for value in sketches[comment.pk]]
    if not rows:
        return
    before = _alike_before(talk, sketches)
    names = ("comment_id", "thread_id", "hash")
    bulk.insert_columns(Shingle, dict(zip(names, zip(*rows, strict=True), strict=True)))
    others = {pk for pks in before.values() for pk in pks}
    standing = Comment.objects.filter(pk__in=others, state__in=(CommentState.VISIBLE, CommentState.PENDING))
    texts = {pk: (text, mark) for pk, text, mark in standing.values_list("pk", "text", "fingerprint")}
    found = []
    for comment in talk:
        for pk in sorted(before[comment.pk] & texts.keys()):
            text, mark = texts[pk]
            near = score(text, comment.text) if mark != comment.fingerprint else 0
            found += [(pk, comment.pk, near)] if near else []
    if found:
        names = ("first_id", "second_id", "score")
        columns = dict(zip(names, zip(*found, strict=True), strict=True))
        bulk.insert_columns(NearMatch, columns, ignore_conflicts=True)


def _alike_before(comments: list[Comment], sketches: dict[int, list[int]]) -> dict[int, set[int]]:
    """{comment: those before it, in its thread, that share enough pieces with it}; asks once for a thread."""
    by_thread: dict[int, list[Comment]] = defaultdict(list)
    for comment in comments:
        by_thread[comment.thread_id].append(comment)
    found = {}
    for thread, members in by_thread.items():
        hashes = {value for comment in members for value in sketches[comment.pk]}
        holders: dict[int, list[int]] = defaultdict(list)
        stored = Shingle.objects.filter(thread=thread, hash__in=hashes)
        for value, pk in stored.values_list("hash", "comment"):
            holders[value].append(pk)
        for comment in members:
            mine = sketches[comment.pk]
            shared = Counter(pk for value in mine for pk in holders.get(value, ()))
            found[comment.pk] = set(_most_alike(shared)) if len(comment.text) >= MIN_TEXT_LENGTH else set()
            for value in mine:
                holders[value].append(comment.pk)
    return found


def _most_alike(shared: Counter[int]) -> list[int]:
    return [pk for pk, count in shared.most_common(MAX_COMPARED) if count >= MIN_SHARED_SHINGLES]


def find_near_matches(comment: Comment, hashes: list[int]) -> Iterable[NearMatch]:
    """Unsaved matches with the comments that share most pieces with this one."""
    if len(comment.text) < MIN_TEXT_LENGTH:
        return
    # Counted here: asking the database to count and sort takes twice as long.
    sharing = Shingle.objects.filter(thread=comment.thread_id, hash__in=hashes)
    shared = Counter(sharing.values_list("comment", flat=True))
    ids = [
        pk
        for pk, count in shared.most_common(MAX_COMPARED + 1)
        if count >= MIN_SHARED_SHINGLES and pk != comment.pk
    ]
    if not ids:
        return
    others = Comment.objects.filter(pk__in=ids, state__in=(CommentState.VISIBLE, CommentState.PENDING))
    for other in others.exclude(fingerprint=comment.fingerprint).order_by("pk"):
        found = score(other.text, comment.text)
        if found:
            yield NearMatch(first=other, second=comment, score=found)
