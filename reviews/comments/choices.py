"""Choices of comments and flags."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CommentState(models.TextChoices):
    """Whether a comment is published. The values are part of members' exports and of the admin's URLs."""

    VISIBLE = "visible", _("visible")
    PENDING = "held", _("held for a moderator")
    REJECTED = "rejected", _("rejected")
    DELETED = "deleted", _("withdrawn by its author")
    MERGED = "folded", _("folded into another")


class PendingReason(models.TextChoices):
    """Why the site holds a comment for a moderator. Imports add what their source says: spam, unapproved."""

    BANNED = "banned", _("its author is banned")
    LINK = "link", _("a link by a new member")
    LIKE_REJECTED = "like_rejected", _("like a rejected comment")


class FlagReason(models.TextChoices):
    SPAM = "spam", _("advertising or spam")
    ABUSE = "abuse", _("insult or threat")
    FALSE = "false", _("not true")
    PRIVATE = "private", _("tells something private")
    OTHER = "other", _("something else")
