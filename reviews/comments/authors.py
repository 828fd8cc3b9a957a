"""Authors of comments: members have one of their own; imported ones are matched by a hash of their e-mail."""

import hashlib
import hmac
from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from coworking.accounts.models import User
from reviews.comments.models import Author


def member_author(user: User) -> Author:
    """Return the author of the comments that a member posts; made when missing."""
    defaults = {"user": user, "is_member": True}
    return Author.objects.get_or_create(key=f"user:{user.pk}", defaults=defaults)[0]


def hash_email(email: str) -> str:
    """Return a keyed hash of an e-mail address: it can be matched, not guessed from the database alone."""
    return hmac.new(settings.SECRET_KEY.encode(), email.strip().lower().encode(), hashlib.sha256).hexdigest()


def claimable_authors(user: User) -> list[Author]:
    """Return unclaimed imported authors whose e-mail address this member has verified."""
    verified = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    hashes = [hash_email(email) for email in verified]
    return list(Author.objects.filter(email_hash__in=hashes, user=None, is_member=False).order_by("pk"))


@transaction.atomic
def claim_authors(user: User) -> int:
    """Make those authors the member's. Returns the number of their comments."""
    authors = claimable_authors(user)
    Author.objects.filter(pk__in=[author.pk for author in authors], user=None).update(user=user)
    return sum(author.comments.count() for author in authors)


def banned_authors(authors: Iterable[int]) -> set[int]:
    """Return those of these authors (primary keys) that are banned, themselves or as the same person.

    Authors are the same person when they belong to one member, or have the hash of one e-mail address.
    """
    banned = Author.objects.filter(is_banned=True)
    hashes = banned.exclude(email_hash="").values("email_hash")
    same_person = Q(is_banned=True) | Q(user__authors__is_banned=True) | Q(email_hash__in=hashes)
    return set(Author.objects.filter(same_person, pk__in=set(authors)).values_list("pk", flat=True))


def is_banned(author: Author) -> bool:
    """Whether an author is banned: see `banned_authors`. A member's addresses need not be verified."""
    if banned_authors([author.pk]):
        return True
    emails = EmailAddress.objects.filter(user=author.user_id).values_list("email", flat=True)
    hashes = [hash_email(email) for email in emails] if author.user_id else []
    return bool(hashes) and Author.objects.filter(is_banned=True, email_hash__in=hashes).exists()


@transaction.atomic
def delete_account(user: User) -> None:
    """Delete an account with its recommendations and favourites. Its comments stay, without the name.

    Of a banned member the hash of the e-mail address stays: the ban applies to their next account.
    """
    authors = Author.objects.filter(user=user)
    authors.update(name="", email_hash="", language="")
    authors.filter(is_banned=True).update(email_hash=hash_email(user.email))
    user.delete()
