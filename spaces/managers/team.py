"""Who keeps a space true, together: owners invite, remove and make owners; everybody may leave.

A managed space keeps one owner. Each act locks the space first, so that two at once cannot leave it without.
"""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from coworking.accounts.models import User
from spaces.audit.log import log_action
from spaces.audit.models import SpaceAction
from spaces.directory.models import Space
from spaces.managers.models import Invitation, Level, Role


def _lock(space: Space) -> None:
    Space.objects.select_for_update().get(pk=space.pk)


@transaction.atomic
def invite(owner: User, space: Space, email: str) -> Invitation:
    """Ask somebody by mail to edit the page. The same address again gets the same invitation."""
    _lock(space)
    made = Invitation.objects.filter(space=space, email__iexact=email).first()
    if made is None:
        made = Invitation.objects.create(space=space, email=email, invited_by=owner)
        log_action(owner, SpaceAction.INVITED, space)
    link = f"{settings.SITE_URL}{reverse('join', args=[space.slug])}"
    subject = _("Keep the page of %(space)s true") % {"space": space.name}
    body = _("%(who)s invites you to edit the page of %(space)s. Sign in with this address and open:") % {
        "who": owner.display_name or owner.email,
        "space": space.name,
    }
    transaction.on_commit(
        lambda: send_mail(subject, f"{body}\n\n{link}", None, [made.email], fail_silently=True)
    )
    return made


@transaction.atomic
def withdraw(owner: User, invitation: Invitation) -> None:
    """An invitation that was not accepted yet holds no longer."""
    invitation.delete()
    log_action(owner, SpaceAction.INVITATION_WITHDRAWN, invitation.space)


def invitations_of(member: User, space: Space | None = None) -> list[Invitation]:
    """Invitations to a verified address of the member: to this space, or to any whose page is there."""
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
    """Accept an invitation. False when there is none, or none any more."""
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
    """Take a role away: an owner anybody's, everybody their own. The last owner stays (ValidationError)."""
    _lock(role.space)
    if role.level == Level.OWNER:
        _need_another_owner(role)
    role.delete()
    _log(actor, SpaceAction.ROLE_REMOVED, role.space, role.member)


@transaction.atomic
def set_level(actor: User, role: Role, level: str) -> None:
    """Make an editor an owner, or an owner an editor. The last owner stays one (ValidationError)."""
    _lock(role.space)
    if level != Level.OWNER:
        _need_another_owner(role)
    Role.objects.filter(pk=role.pk).update(level=level)
    action = SpaceAction.OWNER_MADE if level == Level.OWNER else SpaceAction.EDITOR_MADE
    _log(actor, action, role.space, role.member)


def _need_another_owner(role: Role) -> None:
    others = Role.objects.filter(space=role.space_id, level=Level.OWNER).exclude(pk=role.pk)
    if not others.exists():
        raise ValidationError(_("A managed space keeps one owner. Make somebody else an owner first."))


def keep_an_owner(sender, instance: Role, **kwargs) -> None:
    """When the only owner's account goes, the editor of longest standing becomes the owner."""
    roles = Role.objects.filter(space=instance.space_id)
    heir = roles.order_by("granted_at", "pk").first()
    if heir and not roles.filter(level=Level.OWNER).exists():
        Role.objects.filter(pk=heir.pk).update(level=Level.OWNER)
        log_action(None, SpaceAction.OWNER_MADE, heir.space, about=f"{heir.space}: {heir.member}")


def _log(actor: User, action: str, space: Space, member: User) -> None:
    log_action(actor, action, space, about=f"{space}: {member}")
