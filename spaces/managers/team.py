"""The managers of a space: owners invite, remove and appoint others, and everybody may leave.

A managed space always has an owner. Each change locks the space first, so that two changes at once cannot
leave it without one.
"""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from coworking.accounts.models import User
from coworking.audit.locks import lock
from coworking.fields.lines import one_line
from spaces.audit.log import log_action, space_log
from spaces.audit.models import SpaceAction
from spaces.directory.models import Space
from spaces.managers.models import Invitation, Level, Role

ROLES = Role.objects.select_related("space", "member")


def level_of(user: User | AnonymousUser, space: Space) -> str:
    """The level at which a user manages a space: "owner", "editor", or empty for everybody else."""
    if not user.is_authenticated:
        return ""
    return Role.objects.filter(space=space, member=user).values_list("level", flat=True).first() or ""


def is_owner(user: User | AnonymousUser, space: Space) -> bool:
    return level_of(user, space) == Level.OWNER


def _lock(space: Space) -> None:
    Space.objects.select_for_update().get(pk=space.pk)


@transaction.atomic
def invite(owner: User, space: Space, email: str) -> Invitation:
    """Invite an e-mail address to edit a space. An address that is invited already is only mailed again."""
    _lock(space)
    invitation = Invitation.objects.filter(space=space, email__iexact=email).first()
    if invitation is None:
        invitation = Invitation.objects.create(space=space, email=email, invited_by=owner)
        log_action(owner, SpaceAction.INVITED, space)
    link = f"{settings.SITE_URL}{reverse('join', args=[space.slug])}"
    subject = _("Keep the page of %(space)s true") % {"space": space.name}
    body = _("%(who)s invites you to edit the page of %(space)s. Sign in with this address and open:") % {
        "who": owner.display_name or owner.email,
        "space": space.name,
    }
    transaction.on_commit(
        lambda: send_mail(
            one_line(subject), f"{body}\n\n{link}", None, [invitation.email], fail_silently=True
        )
    )
    return invitation


@transaction.atomic
def withdraw(owner: User, invitation: Invitation) -> None:
    """Delete an invitation. Raises NotPossible when it was accepted or withdrawn meanwhile."""
    _lock(invitation.space)
    lock(Invitation.objects.all(), invitation.pk).delete()
    log_action(owner, SpaceAction.INVITATION_WITHDRAWN, invitation.space)


def invitations_of(member: User, space: Space | None = None) -> list[Invitation]:
    """Invitations to verified addresses of a member: to `space`, or to any published space."""
    verified = EmailAddress.objects.filter(user=member, verified=True).values_list("email", flat=True)
    own = Q()
    for email in verified:
        own |= Q(email__iexact=email)
    if not own:
        return []
    about = Q(space=space) if space else Q(space__in=Space.objects.published())
    found = Invitation.objects.filter(own, about).select_related("space__city", "invited_by")
    return list(found.order_by("created_at", "pk"))


@transaction.atomic
def join(member: User, space: Space) -> bool:
    """Accept an invitation. Returns False when there is none (any more)."""
    _lock(space)
    mine = invitations_of(member, space)
    if not mine:
        return False
    _role, made = Role.objects.get_or_create(space=space, member=member)
    Invitation.objects.filter(pk__in=[one.pk for one in mine]).delete()
    if made:
        _log(member, SpaceAction.ROLE_GIVEN, space, member)
    return True


@transaction.atomic
def remove(actor: User, role: Role) -> None:
    """Remove a manager. Raises ValidationError for the only owner, NotPossible when they left meanwhile."""
    _lock(role.space)
    role = lock(ROLES, role.pk)
    if role.level == Level.OWNER:
        _require_another_owner(role)
    role.delete()
    _log(actor, SpaceAction.ROLE_REMOVED, role.space, role.member)


@transaction.atomic
def set_level(actor: User, role: Role, level: str) -> None:
    """Make an editor an owner, or an owner an editor. Raises ValidationError for the only owner.

    Raises NotPossible when they are that already, or no manager any more.
    """
    _lock(role.space)
    role = lock(ROLES, role.pk)
    action = SpaceAction.OWNER_MADE if level == Level.OWNER else SpaceAction.EDITOR_MADE
    if role.level == level:
        about = _about(role.space, role.member)
        raise space_log.outcome(action=action, space=role.space, about=about).refusal(actor)
    if level != Level.OWNER:
        _require_another_owner(role)
    Role.objects.filter(pk=role.pk).update(level=level)
    _log(actor, action, role.space, role.member)


def _require_another_owner(role: Role) -> None:
    others = Role.objects.filter(space=role.space_id, level=Level.OWNER).exclude(pk=role.pk)
    if not others.exists():
        raise ValidationError(_("A managed space keeps one owner. Make somebody else an owner first."))


def ensure_owner(sender: type[Role], instance: Role, **kwargs: object) -> None:
    """Make the longest-serving editor the owner when the only owner's role was deleted with the account."""
    roles = Role.objects.filter(space=instance.space_id)
    successor = roles.order_by("granted_at", "pk").first()
    if successor and not roles.filter(level=Level.OWNER).exists():
        Role.objects.filter(pk=successor.pk).update(level=Level.OWNER)
        about = _about(successor.space, successor.member)
        log_action(None, SpaceAction.OWNER_MADE, successor.space, about=about)


def _log(actor: User, action: str, space: Space, member: User) -> None:
    log_action(actor, action, space, about=_about(space, member))


def _about(space: Space, member: User) -> str:
    return f"{space}: {member}"[:300]
