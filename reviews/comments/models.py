"""Comments, their threads and authors, and what members do with comments of others."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from coworking.fields.urls import HttpsURLField
from reviews.comments.choices import CommentState, FlagReason, PendingReason, SourceReason
from reviews.comments.querysets import CommentQuerySet
from reviews.fingerprint import VERSION
from spaces.directory.models import Space
from spaces.geography.models import City


class Author(models.Model):
    """The author of comments. A member has one of their own (`is_member`), and may claim imported ones.

    `key` identifies an author: "user:7", "mail:<hash>", "account:<source>:<username>",
    "name:<source>:<normalized name>". Of an imported e-mail address only a keyed hash is stored. The author
    of a deleted account has no name and no user.
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


class Thread(models.Model):
    """The thread of comments on one space or one city; on neither while an imported one is unassigned."""

    space = models.OneToOneField(Space, models.CASCADE, null=True, blank=True, related_name="thread")
    city = models.OneToOneField(City, models.CASCADE, null=True, blank=True, related_name="thread")
    title = models.CharField(_("title"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("thread")
        verbose_name_plural = _("threads")
        constraints = [
            models.CheckConstraint(
                condition=Q(space=None) | Q(city=None),
                name="thread_one_subject",
                violation_error_message=_("A thread is about a space or about a city, not both."),
            )
        ]

    def __str__(self) -> str:
        return str(self.subject or self.title)

    def get_absolute_url(self) -> str:
        return f"{self.subject.get_absolute_url()}#comments" if self.subject else ""

    @property
    def subject(self) -> Space | City | None:
        return self.space or self.city


class ImportedThread(models.Model):
    """A thread of an import. Its comments are in `thread`, without a subject until a moderator assigns it."""

    source = models.CharField(_("source"), max_length=200)
    ref = models.CharField(_("id in the source"), max_length=200)
    url = HttpsURLField(_("URL"), max_length=1000, blank=True)
    title = models.CharField(_("title"), max_length=300, blank=True)
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="imported")

    class Meta:
        verbose_name = _("imported thread")
        verbose_name_plural = _("imported threads")
        constraints = [models.UniqueConstraint("source", "ref", name="imported_thread_once")]

    def __str__(self) -> str:
        return self.title or self.url or self.ref


class Comment(models.Model):
    """A comment of an author in a thread. The same text, however typed, is one comment.

    `root` is the topmost comment above a reply. `variant` is empty, except for pingbacks, for comments that
    were merged into one of the same fingerprint, and for those that a moderator split off again.
    `rating` is the number of stars (1 to 5) that an import states.
    `has_date` is false where an import does not state the date. `token` identifies the form that was posted.
    """

    thread = models.ForeignKey(Thread, models.CASCADE, related_name="comments")
    author = models.ForeignKey(Author, models.PROTECT, related_name="comments")
    parent = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="replies")
    root = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="+", editable=False)
    text = models.TextField(_("comment"))
    language = models.CharField(_("language"), max_length=10, blank=True)
    fingerprint = models.CharField(max_length=64, db_index=True, editable=False)
    fingerprint_version = models.PositiveSmallIntegerField(default=VERSION, editable=False)
    variant = models.CharField(max_length=40, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=CommentState, default=CommentState.VISIBLE)
    pending_reason = models.CharField(_("held because"), max_length=200, blank=True)
    is_pingback = models.BooleanField(_("mention on another site"), default=False)
    url = HttpsURLField(_("URL"), max_length=1000, blank=True)
    posted_at = models.DateTimeField(_("posted"), default=timezone.now)
    has_date = models.BooleanField(default=True, editable=False)
    edited_at = models.DateTimeField(_("edited"), null=True, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)
    helpful_count = models.PositiveIntegerField(_("helpful"), default=0, editable=False)
    rating = models.PositiveSmallIntegerField(_("stars"), null=True, blank=True, editable=False)
    duplicate_count = models.PositiveIntegerField(_("copies"), default=0, editable=False)
    token = models.CharField(max_length=40, blank=True, editable=False)
    origin = models.ForeignKey(
        ImportedThread, models.SET_NULL, null=True, blank=True, related_name="comments", editable=False
    )

    objects = CommentQuerySet.as_manager()
    # Set by reviews.comments.thread_page and queries, and by the page of a member.
    depth: int
    is_mine: bool
    is_liked: bool
    is_answered: bool
    is_manager: bool
    may_edit: bool

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.UniqueConstraint(
                "author",
                "thread",
                "fingerprint",
                "variant",
                name="comment_once",
                violation_error_message=_("You have already said this here."),
            ),
            models.CheckConstraint(condition=Q(rating__range=(1, 5)), name="comment_rating_of_five"),
            models.CheckConstraint(condition=~Q(parent=models.F("pk")), name="comment_not_its_own_parent"),
        ]
        indexes = [
            models.Index(fields=["thread", "state", "parent", "-posted_at"], name="comment_thread_newest"),
            models.Index(
                fields=["thread", "state", "parent", "-helpful_count"], name="comment_thread_helpful"
            ),
            models.Index(fields=["state", "-recorded_at"], name="comment_queue"),
            models.Index(fields=["state", "-id"], name="comment_state"),
            models.Index(fields=["-id"], condition=Q(is_pingback=True), name="comment_pingback"),
        ]

    def __str__(self) -> str:
        return self.text[:80]

    def get_absolute_url(self) -> str:
        """Return the URL where it is published; the member's own page while its thread has no subject."""
        subject = self.thread.subject
        return f"{subject.get_absolute_url()}comments/#c{self.pk}" if subject else reverse("member")

    @property
    def last_edit(self) -> str:
        """When it was edited last, in ISO 8601 and UTC; "" when it never was."""
        return self.edited_at.astimezone(dt.UTC).isoformat() if self.edited_at else ""

    @property
    def shown_pending_reason(self) -> str:
        """Why it is pending, for moderators; a state at a source that has no label is shown as it is."""
        labels: dict[str, Any] = dict(PendingReason.choices) | dict(SourceReason.choices)
        return str(labels.get(self.pending_reason, self.pending_reason))


class Helpful(models.Model):
    """A member's mark that a comment is helpful."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="helpful_marks")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint("comment", "member", name="helpful_once")]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.comment_id}"


class Flag(models.Model):
    """A member's request that a moderator look at a comment."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="flags")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    reason = models.CharField(_("reason"), max_length=10, choices=FlagReason)
    note = models.CharField(_("note"), max_length=500, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    is_settled = models.BooleanField(_("settled"), default=False)

    class Meta:
        verbose_name = _("flag")
        verbose_name_plural = _("flags")
        constraints = [
            models.UniqueConstraint(
                "comment",
                "member",
                name="flag_once_per_member",
                violation_error_message=_("You have already flagged this comment."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.comment_id}"
