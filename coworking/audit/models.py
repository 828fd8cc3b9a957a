"""The base of every audit log entry: who did what, why and when."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class LogEntry(models.Model):
    """One action of a person, or of the site itself when there is no `actor`.

    `before` holds what undoing the action needs, as JSON. A subclass gives `action` its choices, and adds
    fields for what its entries are about.
    """

    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    action = models.CharField(_("action"), max_length=24)
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("when"), auto_now_add=True)
    before = models.JSONField(default=dict, blank=True)
    undoes = models.OneToOneField(
        "self", models.SET_NULL, null=True, blank=True, related_name="undone_by", editable=False
    )

    class Meta:
        abstract = True
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["actor", "-id"], name="%(class)s_actor"),
            models.Index(fields=["action", "-id"], name="%(class)s_action"),
        ]

    if TYPE_CHECKING:  # Django adds it to each subclass

        def get_action_display(self) -> str: ...
