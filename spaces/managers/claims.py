"""Claims to manage a space: proved by an e-mail address at its own domain, or decided by a moderator."""

import datetime as dt
import secrets

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coworking.accounts.models import User
from coworking.accounts.notifications import notify
from coworking.audit.locks import lock, lock_waiting
from coworking.audit.registry import NotPossible, Outcome
from coworking.fields.lines import one_line
from coworking.site.queries import site_name
from spaces.audit.log import log_action, space_log
from spaces.audit.models import SpaceAction, SpaceLogEntry
from spaces.directory.contact_keys import web_domain
from spaces.directory.models import Space
from spaces.managers import reminders
from spaces.managers.models import Claim, ClaimState, Level, Role

CODE_MINUTES = 15
MAX_TRIES = 5
CODE_ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # without characters that look alike


def is_at_own_domain(email: str, space: Space) -> bool:
    """Whether an e-mail address is at the space's own web domain."""
    own = web_domain(space.website)
    return bool(own) and email.rpartition("@")[2].lower() == own


@transaction.atomic
def submit(member: User, space: Space, email: str, evidence: str) -> Claim:
    """Create a claim, or change the one that waits. An address that can prove the claim is mailed a code."""
    reminders.remember_language(member)
    claim, _made = Claim.objects.update_or_create(
        space=space,
        member=member,
        state=ClaimState.WAITING,
        defaults={"email": email, "evidence": evidence, "code_hash": "", "tries": 0},
    )
    if email and is_at_own_domain(email, space):
        _send_code(claim)
    return claim


def _send_code(claim: Claim) -> None:
    code = "".join(secrets.choice(CODE_ALPHABET) for _place in range(8))
    claim.code_hash, claim.code_sent_at = make_password(code), timezone.now()
    claim.save(update_fields=["code_hash", "code_sent_at"])
    subject = _("Your code for %(space)s") % {"space": claim.space.name}
    body = _(
        "Somebody asks to manage the page of %(space)s on %(site)s. If it was you, type this code there:\n\n"
        "    %(code)s\n\nIt holds for %(minutes)s minutes. If it was not you, do nothing."
    ) % {"space": claim.space.name, "site": site_name(), "code": code, "minutes": CODE_MINUTES}
    transaction.on_commit(lambda: send_mail(one_line(subject), body, None, [claim.email]))


@transaction.atomic
def verify_code(claim: Claim, code: str) -> bool:
    """Approve a claim by its code, which is valid for 15 minutes and five tries. Returns whether it was."""
    claim = lock(Claim.objects.select_related("space", "member"), claim.pk)
    if claim.state != ClaimState.WAITING or not claim.code_hash or claim.tries >= MAX_TRIES:
        return False
    Claim.objects.filter(pk=claim.pk).update(tries=claim.tries + 1)
    sent = claim.code_sent_at
    is_old = sent is None or timezone.now() - sent > dt.timedelta(minutes=CODE_MINUTES)
    # The space may have another web site by now.
    if (
        is_old
        or not is_at_own_domain(claim.email, claim.space)
        or not check_password(code.strip().upper(), claim.code_hash)
    ):
        return False
    approve(claim, None, _("The address at the space's own domain was verified."))
    return True


@transaction.atomic
def approve(claim: Claim, moderator: User | None, reason: str) -> Role:
    """Make the member a manager of the space: its owner when it has none yet. Raises NotPossible."""
    claim = _lock_waiting(claim, moderator)
    Space.objects.select_for_update().get(pk=claim.space_id)
    has_owner = Role.objects.filter(space=claim.space, level=Level.OWNER).exists()
    level = Level.EDITOR if has_owner else Level.OWNER
    role, made = Role.objects.get_or_create(space=claim.space, member=claim.member, defaults={"level": level})
    _decide(claim, ClaimState.APPROVED, moderator, reason, role if made else None)
    return role


@transaction.atomic
def decline(claim: Claim, moderator: User, reason: str) -> None:
    """Decline a claim. Raises NotPossible when it does not wait any more."""
    _decide(_lock_waiting(claim, moderator), ClaimState.DECLINED, moderator, reason)


def outcome(claim: Claim) -> Outcome | None:
    """What was decided on a claim; None while it waits."""
    if claim.state == ClaimState.WAITING:
        return None
    return Outcome(claim.get_state_display(), claim.decided_by, claim.decided_at)


def _lock_waiting(claim: Claim, reader: User | None) -> Claim:
    return lock_waiting(Claim.objects.select_related("space", "member"), claim.pk, outcome, reader)


def _decide(claim: Claim, state: str, moderator: User | None, reason: str, given: Role | None = None) -> None:
    claim.state, claim.decided_by, claim.reason = state, moderator, reason
    claim.decided_at, claim.code_hash = timezone.now(), ""
    claim.save(update_fields=["state", "decided_by", "reason", "decided_at", "code_hash"])
    action = SpaceAction.CLAIM_APPROVED if state == ClaimState.APPROVED else SpaceAction.CLAIM_DECLINED
    before = {"claim": claim.pk} | ({"role": given.pk, "level": given.level} if given else {})
    about = f"{claim.space}: {claim.member}"
    log_action(moderator, action, claim.space, reason, about=about, before=before)
    _notify(claim, reason)


def _notify(claim: Claim, reason: str) -> None:
    """Notify the member of the decision."""

    def write() -> tuple[str, str]:
        subject = _("About your claim of %(space)s") % {"space": claim.space.name}
        why = f"\n{_('Reason:')} {reason}" if reason else ""
        link = settings.SITE_URL + claim.space.get_absolute_url()
        return subject, f"{_outcome(claim.state)}{why}\n\n{link}"

    notify(claim.member, reminders.settings_of(claim.member).language, write)


def _outcome(state: str) -> str:
    if state == ClaimState.APPROVED:
        return _("You manage the page now.")
    if state == ClaimState.DECLINED:
        return _("Your claim was declined.")
    return _("The decision on your claim was taken back. A moderator will look at it again.")


# Undo


def decision_entry(claim: Claim) -> SpaceLogEntry | None:
    """The log entry of the decision on a claim, unless it was undone."""
    rows = SpaceLogEntry.objects.filter(space=claim.space_id, before__claim=claim.pk, undone_by=None)
    return rows.order_by("-pk").first()


@space_log.undoes(SpaceAction.CLAIM_APPROVED, SpaceAction.CLAIM_DECLINED)
def _reopen(entry: SpaceLogEntry, reason: str) -> None:
    """Let the claim wait again, and delete the role that it gave, unless the member has used it since."""
    claim = lock(Claim.objects.select_related("space", "member"), entry.before["claim"])
    list(Space.objects.select_for_update().filter(pk=claim.space_id))
    if claim.state == ClaimState.WAITING:
        raise NotPossible(_("It waits already."))
    if "role" in entry.before:
        _delete_role(entry, claim)
    claim.state, claim.decided_by, claim.decided_at, claim.reason = ClaimState.WAITING, None, None, ""
    try:
        with transaction.atomic():
            claim.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    except IntegrityError:
        raise NotPossible(_("The member has asked again since: decide on that.")) from None
    _notify(claim, reason)


def _delete_role(entry: SpaceLogEntry, claim: Claim) -> None:
    role = Role.objects.filter(pk=entry.before["role"], level=entry.before["level"]).first()
    if role is None:
        raise NotPossible(_("The member's role has changed since."))
    others = Role.objects.filter(space=claim.space, granted_at__gt=role.granted_at)
    managed = SpaceLogEntry.objects.filter(space=claim.space, actor=claim.member, pk__gt=entry.pk)
    if others.exists() or managed.exists():
        raise NotPossible(_("The page was managed since: an administrator can end the role."))
    role.delete()
