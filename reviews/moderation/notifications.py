"""E-mails to members about replies and about decisions of moderators. A member can turn them off."""

import logging
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from coworking.site.queries import site_name
from reviews.comments.choices import CommentState
from reviews.comments.models import Comment
from reviews.moderation.models import Action, ModerationLogEntry

log = logging.getLogger(__name__)
TEMPLATES = {"reply": "reviews/posting/mail/reply.txt", "decision": "reviews/moderation/mail/decision.txt"}
NOTIFIED_ACTIONS = (Action.APPROVE, Action.REJECT)


def notify_of_reply(comment: Comment) -> None:
    """E-mail the author of the comment to which this one replies."""
    parent = comment.parent
    if parent is None or parent.author.user_id == comment.author.user_id:
        return
    _send(parent, "reply", {"answer": comment})


def notify_of_decision(entry: ModerationLogEntry) -> None:
    """E-mail the author of a comment what a moderator decided about it, and why.

    Not where nothing changed for the author: flags of a published comment were settled, of which the author
    knows nothing, or a comment was rejected that the author had withdrawn.
    """
    if not entry.comment or entry.action not in NOTIFIED_ACTIONS:
        return
    had_no_effect = {Action.APPROVE: CommentState.VISIBLE, Action.REJECT: CommentState.DELETED}
    if entry.before.get("state") != had_no_effect[Action(entry.action)]:
        _send(entry.comment, "decision", {"entry": entry})


def _send(comment: Comment, name: str, context: dict[str, Any]) -> None:
    author = comment.author
    user = author.user
    wants = author.wants_mail and (
        author.is_member
        or (user is not None and user.authors.filter(is_member=True, wants_mail=True).exists())
    )
    if user is None or not user.is_active or not wants:
        return
    with translation.override(author.language or settings.LANGUAGE_CODE):
        subject = (
            _("Somebody answered you on %(site)s") if name == "reply" else _("About your comment on %(site)s")
        ) % {"site": site_name()}
        body = render_to_string(TEMPLATES[name], {"comment": comment, "site_name": site_name()} | context)

    def deliver() -> None:
        try:
            send_mail(subject, body, None, [user.email])
        except OSError:  # errors of smtplib too: the comment is published even if the mail server is down
            log.exception("A notice could not be sent")

    transaction.on_commit(deliver)
