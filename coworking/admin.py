"""The admin of this app, as Django looks for it here."""

from coworking.accounts.admin import GroupAdmin, UserAdmin
from coworking.content.admin import ContentPageAdmin

__all__ = ["ContentPageAdmin", "GroupAdmin", "UserAdmin"]
