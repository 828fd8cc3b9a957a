"""Choices of comments and flags."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CommentState(models.TextChoices):
    """Whether a comment is published. The values are part of members' exports and of the admin's URLs."""

    VISIBLE = "visible", _("visible")
    PENDING = "held", _("held for a moderator")
    REJECTED = "rejected", _("rejected")
    DELETED = "deleted", _("withdrawn by its author")
    MERGED = "folded", _("merged into another")


class PendingReason(models.TextChoices):
    """Why the site holds a comment for a moderator. Imports add those of `SourceReason`."""

    BANNED = "banned", _("its author is banned")
    LINK = "link", _("a link by a new member")
    LIKE_REJECTED = "like_rejected", _("like a rejected comment")


class SourceReason(models.TextChoices):
    """Why an imported comment is pending: what its source says of it, or of the page that it stands on."""

    UNAPPROVED = "unapproved", _("not approved at its source")
    SPAM = "spam", _("spam at its source")
    DELETED = "deleted", _("deleted at its source")
    TRASH = "trash", _("in the trash at its source")
    POST_TRASHED = "post-trashed", _("in the trash with its page")
    PRIVATE_PAGE = "page:private", _("on a private page")
    DRAFT_PAGE = "page:draft", _("on a draft")
    TRASHED_PAGE = "page:trash", _("on a page in the trash")
    PENDING_PAGE = "page:pending", _("on a page that was not approved")
    FUTURE_PAGE = "page:future", _("on a page that was not published yet")
    PASSWORD_PAGE = "page:password", _("on a page with a password")  # noqa: S105
    DELETED_PAGE = "page:deleted", _("on a deleted page")


class FlagReason(models.TextChoices):
    SPAM = "spam", _("advertising or spam")
    ABUSE = "abuse", _("insult or threat")
    FALSE = "false", _("not true")
    PRIVATE = "private", _("tells something private")
    OTHER = "other", _("something else")
