"""The admin of this app, as Django looks for it here."""

from coworking.accounts.admin import GroupAdmin, SignUpInvitationAdmin, UserAdmin
from coworking.content.admin import ContentPageAdmin
from coworking.operator.admin import SiteSettingsAdmin

__all__ = ["ContentPageAdmin", "GroupAdmin", "SignUpInvitationAdmin", "SiteSettingsAdmin", "UserAdmin"]
