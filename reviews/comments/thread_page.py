"""A thread as a page shows it: roots in order, their replies below them, in a bounded number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

from django.core.paginator import Page, Paginator
from django.db.models import Count, Exists, OuterRef, Q

from coworking.database.prepared import AnyOf, Param, PreparedQuery
from reviews.comments.choices import CommentState
from reviews.comments.models import Comment, Helpful
from reviews.comments.querysets import CommentQuerySet
from spaces.directory.models import Space
from spaces.geography.models import City
from spaces.managers.models import Role

PER_PAGE = 20
MOST_REPLIES = 500
MOST_MENTIONS = 50
DEEPEST = 4
ON_PAGE = (
    "text", "language", "state", "posted_at", "has_date", "edited_at", "url", "helpful_count", "is_pingback",
    "parent", "root", "thread", "author__name", "author__user__display_name", "author__user__is_staff",
)  # fmt: skip
GONE = (CommentState.DELETED, CommentState.REJECTED)
ORDERS = {"newest": ("-posted_at", "-pk"), "helpful": ("-helpful_count", "-posted_at", "-pk")}
THREAD, MEMBER = Param(0), Param(1)  # of every question below; the member is 0 for a visitor

VISIBLE = Q(state=CommentState.VISIBLE)
HELD = Q(state=CommentState.PENDING, author__user=MEMBER)
MENTION = Q(is_pingback=True)
ROOT = Q(parent=None)


@dataclass(frozen=True)
class Counts:
    """What there is of each kind, so that nothing is asked for that is not there."""

    thread: int = 0
    shown: int = 0
    roots: int = 0
    replies: int = 0
    mentions: int = 0
    gone: int = 0


@dataclass
class ThreadPage:
    """One page of a thread. `comments` are in reading order, each with its `depth` (0 for a root)."""

    order: str
    page: Page
    comments: list[Comment] = field(default_factory=list)
    count: int = 0
    mentions: list[Comment] = field(default_factory=list)


def load_thread_page(
    subject: Space | City, user, order: str = "", number: str | int | None = 1
) -> ThreadPage:
    """What people say of a subject, as `user` sees it: their own held comments too."""
    order, member = order if order in ORDERS else "newest", user.pk or 0
    counts = _counts(subject, member)
    page = Paginator(range(counts.roots), PER_PAGE).get_page(number)
    found = ThreadPage(order, page, count=counts.shown)
    if counts.roots:
        roots = _roots(order, page.number, bool(member), bool(counts.gone)).objects(counts.thread, member)
        keys, below = [root.pk for root in roots], _replies(bool(member)) if counts.replies else None
        replies = below.objects(counts.thread, member, keys) if below else []
        found.comments = _with_replies(roots, replies, member)
    if counts.mentions:
        found.mentions = _mentions.objects(counts.thread, member)
    return found


def _counting(relation: str):
    """The thread about a subject, and what there is in it."""
    shown = (VISIBLE | HELD) & ~MENTION
    counts = {
        "shown": shown,
        "roots": (shown | _withdrawn()) & ~MENTION & ROOT,
        "replies": ~ROOT,
        "mentions": MENTION & VISIBLE,
        "gone": Q(state__in=GONE),
    }
    rows = Comment.objects.filter(**{f"thread__{relation}": THREAD}).order_by().values("thread")
    counted = rows.annotate(**{name: Count("pk", filter=kind) for name, kind in counts.items()})
    return counted.values_list("thread", *counts)


def _withdrawn() -> Q:
    """A withdrawn comment keeps its place while answers stand below it."""
    return Q(Exists(Comment.objects.filter(VISIBLE, parent=OuterRef("pk")).order_by()), state__in=GONE)


_in_space = PreparedQuery(lambda: _counting("space"))
_in_city = PreparedQuery(lambda: _counting("city"))


def _counts(subject: Space | City, member: int) -> Counts:
    rows = (_in_space if isinstance(subject, Space) else _in_city).rows(subject.pk, member)
    return Counts(*rows[0]) if rows else Counts()


@lru_cache(256)
def _roots(order: str, number: int, is_member: bool, has_gone: bool) -> PreparedQuery:
    """The roots of a page of any thread: of these four depends what is asked, and by which index."""
    seen = VISIBLE
    if is_member:
        seen |= HELD
    if has_gone:
        seen |= _withdrawn()
    first = PER_PAGE * (number - 1)
    found = _shown(~MENTION & ROOT & seen).order_by(*ORDERS[order])
    return PreparedQuery(lambda: found[first : first + PER_PAGE])


@lru_cache
def _replies(is_member: bool) -> PreparedQuery:
    """What stands below the roots of a page, which a slot lists."""
    seen = VISIBLE | HELD if is_member else VISIBLE
    found = _shown(AnyOf("root", Param(2)) & (seen | Q(state__in=GONE)))
    return PreparedQuery(lambda: found.order_by("posted_at", "pk")[:MOST_REPLIES])


_mentions = PreparedQuery(lambda: _shown(MENTION & VISIBLE).order_by("posted_at")[:MOST_MENTIONS])


def _shown(condition: Q) -> CommentQuerySet:
    """The comments of the thread for which it holds, with all that a page shows of each."""
    manages = Role.objects.filter(space=OuterRef("thread__space"), member=OuterRef("author__user"))
    likes = Helpful.objects.filter(comment=OuterRef("pk"), member=MEMBER)
    found = Comment.objects.filter(condition, thread=THREAD).for_display().only(*ON_PAGE)
    marks = {"is_manager": Exists(manages), "is_liked": Exists(likes)}
    return found.annotate(**marks)


def _with_replies(roots: list[Comment], replies: Iterable[Comment], member: int) -> list[Comment]:
    """All in reading order; each knows how deep it stands, and whether it is the reader's own."""
    below: dict[int | None, list[Comment]] = defaultdict(list)
    for reply in replies:
        below[reply.parent_id].append(reply)
    flat: list[Comment] = []
    stack = [(root, 0) for root in reversed(roots)]
    while stack:
        comment, depth = stack.pop()
        comment.depth = min(depth, DEEPEST)
        comment.is_mine = bool(member) and comment.author.user_id == member
        flat.append(comment)
        stack += [(reply, depth + 1) for reply in reversed(below[comment.pk])]
    return flat
