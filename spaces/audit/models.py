"""The audit log of spaces."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coworking.audit.models import LogEntry


class SpaceAction(models.TextChoices):
    """What an entry of the audit log records. The values are stored in the database."""

    CLAIM_APPROVED = "claim_approved", _("approved a claim")
    CLAIM_DECLINED = "claim_declined", _("declined a claim")
    SUGGESTION_ACCEPTED = "suggestion_accepted", _("took a suggestion over")
    SUGGESTION_DECLINED = "suggestion_declined", _("declined a suggestion")
    PROPOSAL_APPROVED = "proposal_approved", _("approved a proposal")
    PROPOSAL_MERGED = "proposal_merged", _("joined a proposal to a space")
    PROPOSAL_DECLINED = "proposal_declined", _("declined a proposal")
    MERGED = "merged", _("merged two spaces")
    DUPLICATE_DISMISSED = "kept_apart", _("judged two spaces not the same")
    STATUS_DERIVED = "story_told", _("told what happened")
    PUBLISHED = "published", _("published")
    UNPUBLISHED = "unpublished", _("took off the site")
    MARKED_CLOSED = "marked_closed", _("marked as closed")
    MARKED_OPEN = "marked_open", _("marked as open")
    IMPORTED = "imported", _("imported a file")
    FEED_DECLINED = "feed_declined", _("declined the file of a feed")
    FACTS_CONFIRMED = "facts_confirmed", _("confirmed facts")
    PHOTO_ADDED = "photo_added", _("added a photo")
    PHOTO_REMOVED = "photo_removed", _("removed a photo")
    INVITED = "invited", _("invited an editor")
    INVITATION_WITHDRAWN = "invitation_withdrawn", _("withdrew an invitation")
    ROLE_GIVEN = "role_given", _("accepted an invitation")
    ROLE_REMOVED = "role_removed", _("removed a manager")
    OWNER_MADE = "owner_made", _("made an owner")
    EDITOR_MADE = "editor_made", _("made an editor")
    UNDO = "undo", _("took back")


class SpaceLogEntry(LogEntry):
    """An action on a space. `about` names what it was about, so that the entry is understood without it."""

    action = models.CharField(_("action"), max_length=24, choices=SpaceAction)
    space = models.ForeignKey(
        "spaces.Space", models.SET_NULL, null=True, blank=True, related_name="log_entries"
    )
    about = models.CharField(_("about"), max_length=300)

    class Meta(LogEntry.Meta):
        verbose_name = _("act on a space")
        verbose_name_plural = _("acts on spaces")
        indexes = [
            *LogEntry.Meta.indexes,
            models.Index(fields=["space", "-id"], name="%(class)s_space"),
        ]

    def __str__(self) -> str:
        return f"{self.get_action_display()}: {self.about}"
