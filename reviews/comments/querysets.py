"""Querysets of comments."""

from typing import TYPE_CHECKING, Self

from django.db import models

from reviews.comments.choices import CommentState

if TYPE_CHECKING:
    from coworking.accounts.models import User
    from reviews.comments.models import Comment  # noqa: F401  # ruff does not look into base classes


class CommentQuerySet(models.QuerySet["Comment"]):
    def visible(self) -> Self:
        """Published comments, without pingbacks."""
        return self.filter(state=CommentState.VISIBLE, is_pingback=False)

    def of_member(self, user: "User") -> Self:
        """Comments that a member posted here, and imported ones that they claimed."""
        return self.filter(author__user=user)

    def for_display(self) -> Self:
        """Load authors and their users along with the comments."""
        return self.select_related("author__user")
