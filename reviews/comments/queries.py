"""Queries for threads and the newest comments."""

from collections import Counter
from typing import Any

from django.db.models import Q

from reviews.comments.models import Comment, Thread
from spaces.directory.models import Space
from spaces.geography.models import City
from spaces.managers.models import Role

RECENT = 40  # newest comments of which the home page shows some


def get_thread(subject: Space | City) -> Thread | None:
    """Return the thread about a space or a city, or None before its first comment."""
    return Thread.objects.filter(**_subject_lookup(subject)).first()


def get_or_create_thread(subject: Space | City) -> Thread:
    """Return the thread about a space or a city; made when missing."""
    return Thread.objects.get_or_create(**_subject_lookup(subject))[0]


def _subject_lookup(subject: Space | City) -> dict[str, Any]:
    return {"space": subject} if isinstance(subject, Space) else {"city": subject}


def recent_comments(number: int) -> list[Comment]:
    """Return the newest comments on published spaces and on cities, from different threads if possible.

    Those on samples come last.
    """
    dated = Comment.objects.visible().filter(has_date=True, parent=None)
    shown = dated.filter(Q(thread__space__is_published=True) | Q(thread__city__isnull=False))
    newest = list(
        shown.for_display().select_related("thread__space", "thread__city").order_by("-pk")[:RECENT]
    )

    def is_on_sample(comment: Comment) -> bool:
        space = comment.thread.space
        return space is not None and space.is_sample

    seen: Counter[int] = Counter()
    ranked: list[tuple[bool, int, int, Comment]] = []
    for comment in sorted(newest, key=lambda comment: comment.posted_at, reverse=True):
        ranked.append((is_on_sample(comment), seen[comment.thread_id], len(ranked), comment))
        seen[comment.thread_id] += 1
    return [comment for *_rank, comment in sorted(ranked)][:number]


def newest_comments(space: Space, number: int) -> list[Comment]:
    """Return the newest comments on a space, without those of its managers.

    `is_answered` of each says whether a manager has replied to it.
    """
    thread = get_thread(space)
    if thread is None:
        return []
    managers = set(Role.objects.filter(space=space).values_list("member", flat=True))
    visible = Comment.objects.visible().filter(thread=thread)
    comments: list[Comment] = list(
        visible.exclude(author__user__in=managers).for_display().order_by("-posted_at", "-pk")[:number]
    )
    replies = visible.filter(parent__in=[comment.pk for comment in comments], author__user__in=managers)
    answered = set(replies.values_list("parent", flat=True))
    for comment in comments:
        comment.is_answered = comment.pk in answered
    return comments
