"""The models of this app, as Django looks for them here."""

from coworking.accounts.models import User, UserManager

__all__ = ["User", "UserManager"]
