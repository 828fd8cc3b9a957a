"""A thread as a page shows it: roots in order, their replies below them, in a bounded number of queries."""

from collections import defaultdict
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q

from coworking.prepared import Prepared, Slot
from reviews.models import Comment, Helpful, State, Thread
from spaces.models import City, Role, Space

PER_PAGE = 20
MOST_REPLIES = 500
DEEPEST = 4
ON_PAGE = (
    "text", "language", "state", "posted_at", "has_date", "edited_at", "url", "helpful_count", "is_pingback",
    "parent", "root", "thread", "author__name", "author__user__display_name", "author__user__is_staff",
)  # fmt: skip
GONE = (State.DELETED, State.REJECTED)
NOTHING = dict.fromkeys(("shown", "roots", "replies", "mentions", "gone"), 0)
ORDERS = {"newest": ("-posted_at", "-pk"), "helpful": ("-helpful_count", "-posted_at", "-pk")}


def _counting():
    """What there is of each kind, in one query, so that nothing is asked for that is not there."""
    own = (Q(state=State.VISIBLE) | Q(state=State.HELD, author__user=Slot(1))) & Q(is_pingback=False)
    counts = {
        "shown": Count("pk", filter=own),
        "roots": Count("pk", filter=own & Q(parent=None)),
        "replies": Count("pk", filter=~Q(parent=None)),
        "mentions": Count("pk", filter=Q(is_pingback=True, state=State.VISIBLE)),
        "gone": Count("pk", filter=Q(state__in=GONE)),
    }
    rows = Comment.objects.filter(thread=Slot(0)).order_by().values("thread")
    return rows.annotate(**counts).values_list(*NOTHING)


_counted = Prepared(_counting)


def _counts(thread: Thread, user) -> dict[str, int]:
    rows = _counted.rows(thread.pk, user.pk or 0)
    return dict(zip(NOTHING, rows[0], strict=True)) if rows else NOTHING


@dataclass
class Talk:
    """One page of a thread. `comments` are in reading order, each with its `depth` (0 for a root)."""

    thread: Thread | None
    order: str
    page: Page
    comments: list[Comment] = field(default_factory=list)
    count: int = 0
    mentions: list[Comment] = field(default_factory=list)


_of_space = Prepared(lambda: Thread.objects.filter(space=Slot(0)))
_of_city = Prepared(lambda: Thread.objects.filter(city=Slot(0)))
_keepers = Prepared(lambda: Role.objects.filter(space=Slot(0)).order_by().values_list("member"))


def thread_of(subject: Space | City) -> Thread | None:
    """The thread about a space or a city, if anybody said anything."""
    return (_of_space if isinstance(subject, Space) else _of_city).one(subject.pk)


def open_thread(subject: Space | City) -> Thread:
    """The thread about a space or a city, made when it is not there."""
    return Thread.objects.get_or_create(**_about(subject))[0]


def _about(subject: Space | City) -> dict:
    return {"space": subject} if isinstance(subject, Space) else {"city": subject}


def talk(subject: Space | City, user, order: str = "", number: str | int | None = 1) -> Talk:
    """What people say of a subject, as `user` sees it: their own held comments too."""
    order = order if order in ORDERS else "newest"
    thread = thread_of(subject)
    comments = Comment.objects.filter(thread=thread) if thread else Comment.objects.none()
    seen = Q(state=State.VISIBLE)
    if user.is_authenticated:
        seen |= Q(state=State.HELD, author__user=user)
    counts = _counts(thread, user) if thread else NOTHING
    roots = comments.filter(is_pingback=False, parent=None).filter(seen)
    if counts["gone"]:  # a withdrawn comment keeps its place while answers stand below it
        withdrawn = Q(state__in=GONE, replies__state=State.VISIBLE)
        roots = comments.filter(is_pingback=False, parent=None).filter(seen | withdrawn).distinct()
    paginator = Paginator(roots.for_display().only(*ON_PAGE).order_by(*ORDERS[order]), PER_PAGE)
    if not counts["gone"]:
        paginator.count = counts["roots"]
    found = Talk(thread, order, paginator.get_page(number), count=counts["shown"])
    if thread:
        below = comments if counts["replies"] else comments.none()
        found.comments = _with_replies(list(found.page), below, seen)
        if counts["mentions"]:
            mentions = comments.filter(is_pingback=True, state=State.VISIBLE).for_display().only(*ON_PAGE)
            found.mentions = list(mentions.order_by("posted_at")[:50])
        _mark(found.comments, user, thread)
    return found


def newest_comments(space: Space, number: int) -> list[Comment]:
    """What others than its managers said of a space last; each knows whether a manager answered it."""
    thread = thread_of(space)
    if thread is None:
        return []
    managers = _managers(thread)
    shown = Comment.objects.visible().filter(thread=thread, is_pingback=False)
    comments = list(
        shown.exclude(author__user__in=managers).for_display().order_by("-posted_at", "-pk")[:number]
    )
    answers = shown.filter(parent__in=[comment.pk for comment in comments], author__user__in=managers)
    answered = set(answers.values_list("parent", flat=True))
    for comment in comments:
        comment.is_answered = comment.pk in answered
    return comments


def _with_replies(roots: list[Comment], comments, seen: Q) -> list[Comment]:
    below: dict[int | None, list[Comment]] = defaultdict(list)
    replies = comments.filter(root__in=[root.pk for root in roots]).filter(seen | Q(state__in=GONE))
    for reply in replies.for_display().only(*ON_PAGE).order_by("posted_at", "pk")[:MOST_REPLIES]:
        below[reply.parent_id].append(reply)
    flat: list[Comment] = []
    stack = [(root, 0) for root in reversed(roots)]
    while stack:
        comment, depth = stack.pop()
        comment.depth = min(depth, DEEPEST)
        flat.append(comment)
        stack += [(reply, depth + 1) for reply in reversed(below[comment.pk])]
    return flat


def _mark(comments: list[Comment], user, thread: Thread) -> None:
    """Say of each whether it is the reader's own, and whether they found it helpful."""
    liked: set[int] = set()
    if user.is_authenticated:
        marks = Helpful.objects.filter(member=user, comment__in=[comment.pk for comment in comments])
        liked = set(marks.values_list("comment_id", flat=True))
    managers = _managers(thread)
    for comment in comments:
        comment.is_manager = comment.author.user_id in managers
        comment.is_mine = user.is_authenticated and comment.author.user_id == user.pk
        comment.is_liked = comment.pk in liked


def _managers(thread: Thread) -> set[int | None]:
    """The members who manage the space that a thread is about."""
    if thread.space_id is None:
        return set()
    return {member for (member,) in _keepers.rows(thread.space_id)}
