"""The admin of this app, as Django looks for it here."""

from coworking.accounts.admin import UserAdmin

__all__ = ["UserAdmin"]
