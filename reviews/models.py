"""The community's word. Import models from here."""

from reviews.comments.models import (
    Author,
    Comment,
    DuplicateComment,
    Flag,
    FlagReason,
    Helpful,
    ImportedThread,
    Piece,
    Reason,
    State,
    Thread,
)
from reviews.favourites.models import Favourite
from reviews.importers.models import ImportedComment
from reviews.moderation.models import Action, ModerationLogEntry
from reviews.near_duplicates.models import JudgedGroup, NearMatch, Verdict
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
    "Piece",
    "Reason",
    "Recommendation",
    "State",
    "Thread",
    "Verdict",
]
