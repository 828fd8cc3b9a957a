"""The admin of this app, as Django looks for it here."""

from coworking.accounts.admin import GroupAdmin, UserAdmin

__all__ = ["GroupAdmin", "UserAdmin"]
