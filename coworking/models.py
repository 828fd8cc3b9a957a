"""The models of this app, as Django looks for them here."""

from coworking.accounts.models import User, UserManager
from coworking.caching.models import RateLimitCount

__all__ = ["RateLimitCount", "User", "UserManager"]
