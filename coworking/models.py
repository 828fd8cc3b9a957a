"""The models of this app, as Django looks for them here."""

from coworking.accounts.models import User, UserManager
from coworking.caching.models import RateLimitCount
from coworking.content.models import ContentPage

__all__ = ["ContentPage", "RateLimitCount", "User", "UserManager"]
