"""Who an author is: members have one of their own; imported ones are known by a hash of their address."""

import hashlib
import hmac

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction

from coworking.accounts.models import User
from reviews.comments.models import Author


def member_author(user: User) -> Author:
    """The author that a member writes as."""
    defaults = {"user": user, "is_member": True}
    return Author.objects.get_or_create(key=f"user:{user.pk}", defaults=defaults)[0]


def hash_email(email: str) -> str:
    """A keyed hash of an e-mail address: good for matching, useless to whoever finds the database alone."""
    return hmac.new(settings.SECRET_KEY.encode(), email.strip().lower().encode(), hashlib.sha256).hexdigest()


def claimable_authors(user: User) -> list[Author]:
    """Imported authors who wrote with an address that this member has verified, and whom nobody claimed."""
    verified = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    hashes = [hash_email(email) for email in verified]
    return list(Author.objects.filter(email_hash__in=hashes, user=None, is_member=False).order_by("pk"))


@transaction.atomic
def claim_authors(user: User) -> int:
    """Make those authors the member's. Returns how many comments came with them."""
    found = claimable_authors(user)
    Author.objects.filter(pk__in=[author.pk for author in found], user=None).update(user=user)
    return sum(author.comments.count() for author in found)


@transaction.atomic
def delete_account(user: User) -> None:
    """Delete an account. Its comments stay, without the name; recommendations and favourites go."""
    Author.objects.filter(user=user).update(name="", email_hash="", language="")
    user.delete()
