"""Invented members, who recommend synthetic spaces and comment on some of them; written in bulk.

Each space has a random generator of its own: it gets the same reviews in whatever order the spaces come.
"""

import datetime as dt
import random
from collections.abc import Iterator
from typing import Any

from coworking.accounts.models import User
from coworking.database.bulk import insert
from reviews.comments.models import Author, Comment, Thread
from reviews.fingerprint import fingerprint
from reviews.near_duplicates.models import Shingle
from reviews.near_duplicates.similarity import sketch
from reviews.recommendations.models import GoodFor, Recommendation
from reviews.recommendations.queries import ranking_score
from spaces.directory.models import Space

MEMBERS = 150
DOMAIN = "@synthetic.example"
SHARE_RECOMMENDED, SHARE_COMMENTED = 0.4, 0.08
MAX_PER_SPACE = 60  # recommendations, and comments
NEWEST = dt.datetime(2026, 11, 1, tzinfo=dt.UTC)
OPENINGS = {
    "en": (
        "I came for a week.",
        "Third time here.",
        "We were four.",
        "I live around the corner.",
        "A rainy day.",
    ),
    "fr": ("J’y suis resté une semaine.", "Troisième visite.", "Nous étions quatre.", "J’habite à côté."),
    "nl": ("Ik kwam een week.", "Derde keer hier.", "We waren met vier.", "Ik woon om de hoek."),
}
REMARKS = {
    "en": ("The wifi held through two hours of calls.", "The chairs are fine for half a day.",
           "Quiet until ten.", "The kitchen fills up at noon.", "Good light by the windows.",
           "The heating is timid in January.", "Friendly people at the desk.",
           "Bring headphones in the afternoon.", "The coffee is worth the way."),
    "fr": ("Le wifi a tenu toute la journée.", "Les chaises vont pour une demi-journée.",
           "Calme jusqu’à dix heures.", "La cuisine se remplit à midi.",
           "Belle lumière près des fenêtres.", "Accueil chaleureux.", "Prévoyez un casque l’après-midi.",
           "Le café vaut le détour."),
    "nl": ("De wifi bleef de hele dag werken.", "De stoelen zijn prima voor een halve dag.",
           "Rustig tot tien uur.", "Om twaalf uur is de keuken vol.", "Mooi licht bij de ramen.",
           "Vriendelijke ontvangst.", "Neem 's middags een koptelefoon mee.",
           "De koffie is de moeite waard."),
}  # fmt: skip


def set_recommendation_counts(sender: object, spaces: list[Space], **kwargs: Any) -> None:
    """Decide how many members recommend each space, before it is saved; `write_reviews` makes the rows."""
    for space in spaces:
        rng = random.Random(f"figures {space.slug}")
        if rng.random() < SHARE_RECOMMENDED:
            total = min(1 + int(rng.expovariate(0.25)), MAX_PER_SPACE)
            share = rng.betavariate(5, 1.2)
            recommended = sum(rng.random() < share for _one in range(total))
            space.recommended_count, space.recommendation_count = recommended, total
            space.recommendation_score = ranking_score(recommended, total, is_sample=space.is_sample)


def write_reviews(sender: object, spaces: list[Space], **kwargs: Any) -> None:
    """Write the recommendations that were counted, and comments on some of the spaces."""
    members = _get_members()
    insert(Recommendation, (row for space in spaces for row in _recommendations(space, list(members))))
    commented = [s for s in spaces if random.Random(f"talk {s.slug}").random() < SHARE_COMMENTED]
    threads = Thread.objects.bulk_create(Thread(space=space) for space in commented)
    comments = Comment.objects.bulk_create(
        comment for thread in threads for comment in _comments(thread, list(members.values()))
    )
    hashes = ((comment, value) for comment in comments for value in sketch(comment.text))
    insert(Shingle, (Shingle(comment=one, thread_id=one.thread_id, hash=value) for one, value in hashes))


def remove_members(sender: object, **kwargs: Any) -> None:
    """Delete the invented members; their comments were deleted with the spaces."""
    members = User.objects.filter(email__endswith=DOMAIN)
    Author.objects.filter(user__in=members, comments=None).delete()
    members.delete()


def _get_members() -> dict[User, Author]:
    """The invented members, who cannot sign in, with the authors of their comments; made when missing."""
    emails = [f"member{number:03}{DOMAIN}" for number in range(MEMBERS)]
    users = User.objects.filter(email__in=emails).order_by("email")
    if len(users) < MEMBERS:
        made = (User(email=e, display_name=f"Member {e[6:9]}", password="!") for e in emails)
        User.objects.bulk_create(made, ignore_conflicts=True)
        users = users.all()
        Author.objects.bulk_create(
            (Author(key=f"user:{user.pk}", user=user, is_member=True) for user in users),
            ignore_conflicts=True,
        )
    authors = {author.user_id: author for author in Author.objects.filter(user__in=users, is_member=True)}
    return {user: authors[user.pk] for user in users}


def _recommendations(space: Space, members: list[User]) -> Iterator[Recommendation]:
    rng = random.Random(f"recommendations {space.slug}")
    for number, member in enumerate(rng.sample(members, space.recommendation_count)):
        recommends = number < space.recommended_count
        good_for = sorted(rng.sample(GoodFor.values, rng.randrange(3))) if recommends else []
        yield Recommendation(space=space, member=member, recommends=recommends, good_for=good_for)


def _comments(thread: Thread, authors: list[Author]) -> Iterator[Comment]:
    assert thread.space is not None
    rng = random.Random(f"comments {thread.space.slug}")
    for author in rng.sample(authors, min(1 + int(rng.expovariate(0.25)), MAX_PER_SPACE)):
        language = rng.choice(("en", "en", "fr", "nl"))
        remarks = rng.sample(REMARKS[language], rng.randrange(1, 4))
        text = " ".join((rng.choice(OPENINGS[language]), *remarks))
        posted_at = NEWEST - dt.timedelta(minutes=rng.randrange(3 * 365 * 24 * 60))
        yield Comment(
            thread=thread, author=author, text=text, fingerprint=fingerprint(text), language=language,
            posted_at=posted_at,
        )  # fmt: skip
