"""The community's word. Import models from here."""

from reviews.models.comments import Comment, Copy, Flag, FlagReason, Helpful, Piece, Reason, State
from reviews.models.imports import ImportedComment
from reviews.models.moderation import Act, Action, JudgedGroup, NearMatch, Verdict
from reviews.models.people import Author, Favourite
from reviews.models.recommendations import GoodFor, Recommendation
from reviews.models.threads import ImportedThread, Thread

__all__ = [
    "Act",
    "Action",
    "Author",
    "Comment",
    "Copy",
    "Favourite",
    "Flag",
    "FlagReason",
    "GoodFor",
    "Helpful",
    "ImportedComment",
    "ImportedThread",
    "JudgedGroup",
    "NearMatch",
    "Piece",
    "Reason",
    "Recommendation",
    "State",
    "Thread",
    "Verdict",
]
