"""The five queues of moderation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import Length, RowNumber
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from coworking.staff.queues import Queue as DashboardQueue
from reviews.comments.choices import CommentState
from reviews.comments.models import Comment, ImportedThread
from reviews.near_duplicates.models import JudgedGroup, NearMatch, Verdict
from reviews.near_duplicates.queries import COMPARED_STATES

MIN_GROUP_TEXT_LENGTH = 25  # shorter texts ("Thank you!") are innocent repetitions
SHOWN_OF_GROUP = 5


@dataclass(frozen=True)
class Queue:
    key: str
    label: Promise
    rows: Callable[[], QuerySet[Any, Any]]

    def url(self) -> str:
        return f"{reverse('moderation')}?queue={self.key}"

    def count(self) -> int:
        return self.rows().count()


def pending() -> QuerySet[Comment]:
    """Comments that a moderator must approve, oldest first."""
    return (
        Comment.objects.filter(state=CommentState.PENDING)
        .select_related("author__user", "thread__space", "thread__city")
        .prefetch_related("log_entries")
        .order_by("recorded_at", "pk")
    )


def flagged() -> QuerySet[Comment]:
    """Published comments that members flagged, most flags first."""
    return (
        Comment.objects.filter(state=CommentState.VISIBLE)
        .annotate(open_flags=Count("flags", filter=Q(flags__is_settled=False)))
        .filter(open_flags__gt=0)
        .select_related("author__user", "thread__space", "thread__city")
        .prefetch_related("flags", "log_entries")
        .order_by("-open_flags", "pk")
    )


def near() -> QuerySet[NearMatch]:
    """Pairs that are nearly the same, nearest first."""
    return (
        NearMatch.objects.filter(
            verdict=Verdict.WAITING, first__state__in=COMPARED_STATES, second__state__in=COMPARED_STATES
        )
        .select_related(
            "first__author__user", "second__author__user", "first__thread__space", "first__thread__city"
        )
        .order_by("-score", "pk")
    )


def groups() -> QuerySet[Any, Any]:
    """{fingerprint, size, authors, threads} of equal texts by several authors or in several threads.

    Samples are left out: their invented members repeat themselves.
    """
    # Answered from the index on fingerprints: texts are only read where one is repeated.
    twice = Comment.objects.values("fingerprint").annotate(n=Count("pk")).filter(n__gt=1)
    comments = Comment.objects.filter(
        fingerprint__in=twice.values("fingerprint"),
        state__in=(CommentState.VISIBLE, CommentState.PENDING),
        is_pingback=False,
    ).exclude(thread__space__is_sample=True)
    judged = JudgedGroup.objects.filter(fingerprint__in=comments.values("fingerprint"))
    sizes = dict(judged.values_list("fingerprint", "size"))
    found = (
        comments.annotate(length=Length("text"))
        .filter(length__gte=MIN_GROUP_TEXT_LENGTH)
        .values("fingerprint")
        .annotate(
            size=Count("pk"),
            authors=Count("author", distinct=True),
            threads=Count("thread", distinct=True),
        )
        .filter(Q(authors__gt=1) | Q(threads__gt=1))
    )
    for fingerprint, size in sizes.items():
        found = found.exclude(fingerprint=fingerprint, size__lte=size)
    return found.order_by("-size", "fingerprint")


def unassigned() -> QuerySet[ImportedThread]:
    """Imported threads that match no space, those with most comments first."""
    return (
        ImportedThread.objects.filter(thread__space=None, thread__city=None)
        .annotate(size=Count("comments"))
        .order_by("-size", "pk")
    )


def all_queues() -> list[Queue]:
    return [
        Queue("held", _("Held"), pending),
        Queue("flagged", _("Flagged"), flagged),
        Queue("near", _("Nearly the same"), near),
        Queue("groups", _("Same text, many times"), groups),
        Queue("unassigned", _("Threads without a place"), unassigned),
    ]


def dashboard_queues() -> list[DashboardQueue]:
    """The same queues, for the dashboard of all queues."""
    return [
        DashboardQueue(
            key=f"comments_{one.key}",
            label=one.label,
            permission="reviews.change_comment",
            url=one.url,
            count=one.count,
        )
        for one in all_queues()
    ]


def members_of_groups(fingerprints: list[str]) -> dict[str, list[Comment]]:
    """The first few comments of each group."""
    ranked = (
        Comment.objects.filter(
            fingerprint__in=fingerprints, state__in=(CommentState.VISIBLE, CommentState.PENDING)
        )
        .annotate(rank=Window(RowNumber(), partition_by=F("fingerprint"), order_by="posted_at"))
        .filter(rank__lte=SHOWN_OF_GROUP)
        .select_related("author__user", "thread__space", "thread__city")
    )
    found: dict[str, list[Comment]] = {fingerprint: [] for fingerprint in fingerprints}
    for comment in ranked:
        found[comment.fingerprint].append(comment)
    return found
