"""Invented members, who comment on samples, recommend them, and do nothing else."""

from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from coworking.accounts.models import User
from coworking.database import bulk
from reviews.comments.authors import member_author
from reviews.comments.models import Author, Comment, Helpful
from reviews.comments.queries import get_or_create_thread
from reviews.duplicates.models import DuplicateComment
from reviews.moderation.models import ModerationLogEntry
from reviews.posting.workflow import post_as_member, toggle_helpful
from reviews.recommendations.models import GoodFor, Recommendation
from reviews.recommendations.queries import set_recommendation
from spaces.directory.models import Space

MEMBERS = {
    f"{name.lower()}.sample@example.org": name for name in ("Ana", "Bilal", "Chloe", "Dirk", "Elif", "Femke")
}
# (author, language, comment, a reply to it)
COMMENTS = (
    (
        "Ana",
        "en",
        "Quiet until ten, then the kitchen fills up. I take my calls in the booth by the window.",
        "",
    ),
    (
        "Chloe",
        "fr",
        "On y est bien pour écrire : peu de bruit, de grandes tables, une lampe à chaque place.",
        "",
    ),
    (
        "Dirk",
        "en",
        "Is there somewhere dry to leave a bicycle?",
        "Yes, a rack under the stairs. Bring your own lock.",
    ),
    ("Elif", "en", "The chairs are fine for half a day. For a full day I bring a cushion.", ""),
    ("Femke", "nl", "Goede koffie en vriendelijke mensen. Op vrijdag is het er druk.", ""),
    (
        "Bilal",
        "fr",
        "Le wifi a tenu deux heures de visioconférence sans coupure.",
        "Chez moi aussi, même l’après-midi.",
    ),
)


@transaction.atomic
def comment_on_samples(sender: object, spaces: list[Space], **kwargs: Any) -> None:
    """Write a few comments on each new sample, and recommend some: the same ones in every database."""
    samples = [space for space in spaces if space.is_sample and space.status == "open"]
    members = {member.display_name: member for member in map(_get_member, MEMBERS)} if samples else {}
    for number, space in enumerate(samples):
        thread = get_or_create_thread(space)
        for turn in range(1 + number % 4):
            author, language, text, reply = COMMENTS[(number + turn) % len(COMMENTS)]
            comment = post_as_member(members[author], thread, text, language=language).comment
            others = [member for name, member in members.items() if name != author]
            if reply:
                post_as_member(others[number % len(others)], thread, reply, parent=comment, language=language)
            for member in others[: number % 3]:
                toggle_helpful(comment, member)
        for place, member in enumerate(members.values()):
            if (number + place) % 3:
                keys = GoodFor.values[(number + place) % 4 :: 3]
                set_recommendation(member, space, (number * 5 + place) % 7 > 0, keys)


def _get_member(email: str) -> User:
    """The invented member of that e-mail address, who cannot sign in and gets no mail."""
    user, made = User.objects.get_or_create(email=email, defaults={"display_name": MEMBERS[email]})
    if made:
        user.set_unusable_password()
        user.save(update_fields=["password"])
        EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
        Author.objects.filter(pk=member_author(user).pk).update(wants_mail=False)
    return user


def remove_reviews(sender: object, spaces: list[int], **kwargs: Any) -> None:
    """Delete what would outlive spaces that are removed: what the moderators' log says about their comments.

    Their recommendations go in bulk, as nobody needs the counts of these spaces any more.
    """
    bulk.delete(Recommendation.objects.filter(space__in=spaces))
    _entries_about(Comment.objects.filter(thread__space__in=spaces)).delete()


def _entries_about(comments: QuerySet[Comment]) -> QuerySet[ModerationLogEntry]:
    """The log entries about these comments, their copies and their near matches."""
    keys = comments.values("pk")
    return ModerationLogEntry.objects.filter(
        Q(comment__in=keys)
        | Q(duplicate__comment__in=keys)
        | Q(near_match__first__in=keys)
        | Q(near_match__second__in=keys)
    )


def remove_members(sender: object, **kwargs: Any) -> None:
    """Delete the invented members; their comments were deleted with the samples."""
    members = User.objects.filter(email__in=MEMBERS)
    Author.objects.filter(user__in=members, comments=None).delete()
    members.delete()


def remove_comments_of_accounts(sender: object, accounts: list[int], **kwargs: Any) -> None:
    """Delete the comments that the demo's accounts wrote anywhere, but for those that somebody else answered.

    These stay without a name, as those of every deleted account, and so do comments that a copy of somebody
    else was merged into. Imported comments that an account had claimed stay as they were imported.
    """
    authors = Author.objects.filter(user__in=accounts, is_member=True)
    replies = Comment.objects.filter(Q(parent=OuterRef("pk")) | Q(root=OuterRef("pk")))
    copies = DuplicateComment.objects.filter(comment=OuterRef("pk"))
    with_others = (Exists(rows.exclude(author__in=authors.values("pk"))) for rows in (replies, copies))
    unanswered = Comment.objects.filter(author__in=authors).exclude(next(with_others) | next(with_others))
    _entries_about(unanswered).delete()
    _remove_from_other_comments(accounts, authors)
    unanswered.delete()
    authors.filter(comments=None).delete()
    authors.update(name="", email_hash="", language="")


def _remove_from_other_comments(accounts: list[int], authors: QuerySet[Author]) -> None:
    """Delete the accounts' marks on comments, and their copies of comments, and count the others again."""
    marks = Helpful.objects.filter(member__in=accounts)
    copies = DuplicateComment.objects.filter(author__in=authors).exclude(comment__author__in=authors)
    changed = {*marks.values_list("comment", flat=True), *copies.values_list("comment", flat=True)}
    marks.delete()
    copies.delete()
    for comment in Comment.objects.filter(pk__in=changed):
        comment.helpful_count, comment.duplicate_count = (
            comment.helpful_marks.count(),
            comment.duplicates.count(),
        )
        comment.save(update_fields=["helpful_count", "duplicate_count"])
