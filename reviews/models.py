"""The models of the app, by feature."""

from reviews.comments.choices import CommentState, FlagReason
from reviews.comments.models import Author, Comment, Flag, Helpful, ImportedThread, Thread
from reviews.duplicates.models import DuplicateComment, DuplicateReason
from reviews.favourites.models import Favourite
from reviews.importers.models import ImportedComment
from reviews.moderation.models import Action, ModerationLogEntry
from reviews.near_duplicates.models import JudgedGroup, NearMatch, Shingle, Verdict
from reviews.recommendations.models import GoodFor, Recommendation

__all__ = [
    "ModerationLogEntry",
    "Action",
    "Author",
    "Comment",
    "DuplicateComment",
    "Favourite",
    "Flag",
    "FlagReason",
    "GoodFor",
    "Helpful",
    "ImportedComment",
    "ImportedThread",
    "JudgedGroup",
    "NearMatch",
    "Shingle",
    "DuplicateReason",
    "Recommendation",
    "CommentState",
    "Thread",
    "Verdict",
]
