"""The models of this app, as Django looks for them here."""

from coworking.accounts.models import SignUpInvitation, User, UserManager
from coworking.caching.models import RateLimitCount
from coworking.content.models import ContentPage
from coworking.site.models import SiteSettings

__all__ = ["ContentPage", "RateLimitCount", "SignUpInvitation", "SiteSettings", "User", "UserManager"]
