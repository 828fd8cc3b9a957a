"""Authors of comments: members have one of their own; imported ones are matched by a hash of their e-mail."""

import hashlib
import hmac

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

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


@transaction.atomic
def delete_account(user: User) -> None:
    """Delete an account with its recommendations and favourites. Its comments stay, without the name."""
    Author.objects.filter(user=user).update(name="", email_hash="", language="")
    user.delete()
