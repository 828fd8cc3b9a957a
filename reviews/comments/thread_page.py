"""A page of a thread: roots in order, their replies below them, in a bounded number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q, Sum
from django.db.models.functions import Coalesce

from coworking.accounts.models import User
from coworking.caching.reads import of_part
from coworking.database.prepared import AnyOf, Param, PreparedQuery
from reviews.comments.choices import CommentState
from reviews.comments.models import Comment, Helpful
from reviews.comments.querysets import CommentQuerySet
from spaces.directory.models import Space
from spaces.geography.models import City
from spaces.managers.models import Role

PER_PAGE = 20
MAX_REPLIES = 500
MAX_MENTIONS = 50
MAX_DEPTH = 4  # replies further down are indented like those of this depth
DISPLAY_COLUMNS = (
    "text", "language", "state", "posted_at", "has_date", "edited_at", "url", "helpful_count", "is_pingback",
    "rating", "parent", "root", "thread",
    "author__name", "author__user__display_name", "author__user__is_staff",
)  # fmt: skip
REMOVED_STATES = (CommentState.DELETED, CommentState.REJECTED)
ORDERS = {"newest": ("-posted_at", "-pk"), "helpful": ("-helpful_count", "-posted_at", "-pk")}
THREAD, MEMBER = Param(0), Param(1)  # of every query below; the member is 0 for a visitor

VISIBLE = Q(state=CommentState.VISIBLE)
OWN_PENDING = Q(state=CommentState.PENDING, author__user=MEMBER)
MENTION = Q(is_pingback=True)
ROOT = Q(parent=None)


@dataclass(frozen=True)
class Counts:
    """How many comments of each kind a thread has: no query is made for a kind that it lacks.

    `stars` are those of all rated comments together.
    """

    thread: int = 0
    shown: int = 0
    roots: int = 0
    replies: int = 0
    mentions: int = 0
    removed: int = 0
    rated: int = 0
    stars: int = 0


@dataclass
class ThreadPage:
    """One page of a thread. `comments` are in reading order, each with its `depth` (0 for a root).

    `page` is the page of roots, `count` the number of comments in the whole thread.
    `rated` is how many of them came with stars, `mean_rating` their mean. Those are imported: they count
    in no recommendation, as their authors were not asked.
    """

    order: str
    page: Page[int]
    comments: list[Comment] = field(default_factory=list)
    count: int = 0
    mentions: list[Comment] = field(default_factory=list)
    rated: int = 0
    mean_rating: float = 0.0


def load_thread_page(
    subject: Space | City, user: User | AnonymousUser, order: str = "", number: str | int | None = 1
) -> ThreadPage:
    """Load a page of the thread about a subject, with the pending comments of `user`.

    `order` is a key of ORDERS, else the newest come first. A `number` out of range is the nearest page.
    """
    with of_part(subject.pk):
        return _load(subject, user.pk or 0, order if order in ORDERS else "newest", number)


def _load(subject: Space | City, member: int, order: str, number: str | int | None) -> ThreadPage:
    counts = _count(subject, member)
    page = Paginator(range(counts.roots), PER_PAGE).get_page(number)
    thread_page = ThreadPage(order, page, count=counts.shown, rated=counts.rated)
    thread_page.mean_rating = counts.stars / counts.rated if counts.rated else 0.0
    if counts.roots:
        roots = _roots(order, page.number, bool(member), bool(counts.removed)).objects(counts.thread, member)
        keys, query = [root.pk for root in roots], _replies(bool(member)) if counts.replies else None
        replies = query.objects(counts.thread, member, keys) if query else []
        thread_page.comments = _in_reading_order(roots, replies, member)
    if counts.mentions:
        thread_page.mentions = _mentions.objects(counts.thread, member)
    return thread_page


def _count_query(relation: str) -> Any:
    """The primary key of the thread about a subject, and the number of its comments of each kind."""
    shown = (VISIBLE | OWN_PENDING) & ~MENTION
    counts = {
        "shown": shown,
        "roots": (shown | _removed_with_replies()) & ~MENTION & ROOT,
        "replies": ~ROOT,
        "mentions": MENTION & VISIBLE,
        "removed": Q(state__in=REMOVED_STATES),
        "rated": VISIBLE & Q(rating__isnull=False),
    }
    rows = Comment.objects.filter(**{f"thread__{relation}": THREAD}).order_by().values("thread")
    counted = rows.annotate(**{name: Count("pk", filter=condition) for name, condition in counts.items()})
    counted = counted.annotate(stars=Coalesce(Sum("rating", filter=VISIBLE), 0))
    return counted.values_list("thread", *counts, "stars")


def _removed_with_replies() -> Q:
    """Withdrawn or rejected comments with visible replies: they are shown without their text."""
    replies = Comment.objects.filter(VISIBLE, parent=OuterRef("pk")).order_by()
    return Q(Exists(replies), state__in=REMOVED_STATES)


_counts_of_space = PreparedQuery(lambda: _count_query("space"))
_counts_of_city = PreparedQuery(lambda: _count_query("city"))


def _count(subject: Space | City, member: int) -> Counts:
    query = _counts_of_space if isinstance(subject, Space) else _counts_of_city
    rows = query.rows(subject.pk, member)
    return Counts(*rows[0]) if rows else Counts()


@lru_cache(256)
def _roots(order: str, number: int, is_member: bool, has_removed: bool) -> PreparedQuery:
    """The roots on a page of any thread. These four decide the SQL, and the index that serves it."""
    shown = VISIBLE
    if is_member:
        shown |= OWN_PENDING
    if has_removed:
        shown |= _removed_with_replies()
    first = PER_PAGE * (number - 1)
    roots = _for_display(~MENTION & ROOT & shown).order_by(*ORDERS[order])
    return PreparedQuery(lambda: roots[first : first + PER_PAGE])


@lru_cache
def _replies(is_member: bool) -> PreparedQuery:
    """All replies below the roots on a page, whose primary keys are the third parameter."""
    shown = VISIBLE | OWN_PENDING if is_member else VISIBLE
    replies = _for_display(AnyOf("root", Param(2)) & (shown | Q(state__in=REMOVED_STATES)))
    return PreparedQuery(lambda: replies.order_by("posted_at", "pk")[:MAX_REPLIES])


_mentions = PreparedQuery(lambda: _for_display(MENTION & VISIBLE).order_by("posted_at")[:MAX_MENTIONS])


def _for_display(condition: Q) -> CommentQuerySet:
    """The comments of the thread for which the condition holds, with all that a page shows of each."""
    managers = Role.objects.filter(space=OuterRef("thread__space"), member=OuterRef("author__user"))
    marks = Helpful.objects.filter(comment=OuterRef("pk"), member=MEMBER)
    comments = Comment.objects.filter(condition, thread=THREAD).for_display().only(*DISPLAY_COLUMNS)
    annotations = {"is_manager": Exists(managers), "is_liked": Exists(marks)}
    return comments.annotate(**annotations)


def _in_reading_order(roots: list[Comment], replies: Iterable[Comment], member: int) -> list[Comment]:
    """Return each root with its replies after it, and set the depth of each comment and whose it is."""
    replies_of: dict[int | None, list[Comment]] = defaultdict(list)
    for reply in replies:
        replies_of[reply.parent_id].append(reply)
    ordered: list[Comment] = []
    stack = [(root, 0) for root in reversed(roots)]
    while stack:
        comment, depth = stack.pop()
        comment.depth = min(depth, MAX_DEPTH)
        comment.is_mine = bool(member) and comment.author.user_id == member
        ordered.append(comment)
        stack += [(reply, depth + 1) for reply in reversed(replies_of[comment.pk])]
    return ordered
