"""Those who say something: members, and the authors whom an import brought."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Author(models.Model):
    """Who wrote a comment. A member has one of their own (`is_member`), and may claim imported ones.

    `key` tells authors apart: "user:7", "mail:<hash>", "name:<source>:<folded name>". Of an imported e-mail
    address only a keyed hash is stored. Whoever deletes their account leaves an author without name or user.
    """

    key = models.CharField(max_length=300, unique=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="authors"
    )
    is_member = models.BooleanField(default=False)
    name = models.CharField(_("name"), max_length=200, blank=True, db_index=True)
    email_hash = models.CharField(max_length=64, blank=True, db_index=True, editable=False)
    wants_mail = models.BooleanField(_("mail me when somebody answers me or a moderator acts"), default=True)
    language = models.CharField(max_length=10, blank=True)
    is_banned = models.BooleanField(_("banned"), default=False)

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        constraints = [
            models.UniqueConstraint("user", condition=Q(is_member=True), name="author_one_own_per_member")
        ]
        indexes = [models.Index(fields=["-id"], condition=Q(is_banned=True), name="author_banned")]

    def __str__(self) -> str:
        return self.shown_name

    @property
    def shown_name(self) -> str:
        """The public name; never an e-mail address."""
        if self.user and self.user.display_name:
            return self.user.display_name
        return self.name or (str(_("a member")) if self.user_id else str(_("somebody")))


class Favourite(models.Model):
    """A space that a member keeps in mind."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="favourites")
    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="favourites")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("favourite")
        verbose_name_plural = _("favourites")
        constraints = [models.UniqueConstraint("member", "space", name="favourite_once")]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.space_id}"
