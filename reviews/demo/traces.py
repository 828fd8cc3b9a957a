"""The demo's members, and what people wrote about its spaces."""

from django.db.models import Q

from reviews.comments.models import Comment, Flag, Helpful
from reviews.demo.comments import MEMBERS
from reviews.favourites.models import Favourite
from reviews.moderation.models import ModerationLogEntry
from reviews.recommendations.models import Recommendation
from spaces.demo import accounts
from spaces.demo.own_site import traces
from spaces.demo.own_site.traces import Trace
from spaces.directory.models import Space


def register() -> None:
    """Register which accounts are invented, and which rows are the work of people, for `go_live`."""
    accounts.register(Q(email__in=MEMBERS))
    for trace in (
        Trace("comments", Comment, "thread__space", "author__user"),
        Trace("marks of helpful comments", Helpful, "comment__thread__space", "member"),
        Trace("flags", Flag, "comment__thread__space", "member"),
        Trace("decisions of moderators", ModerationLogEntry, "comment__thread__space", "actor"),
        Trace("recommendations", Recommendation, "space", "member"),
        Trace("favourites", Favourite, "space", "member"),
    ):
        traces.register(Space, trace)
