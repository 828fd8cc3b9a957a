"""Functions that templates call for the rights of managers."""

from django.contrib.auth.models import AnonymousUser

from coworking.accounts.models import User
from coworking.templating.library import template_function
from spaces.directory.models import Space
from spaces.managers import team


@template_function
def level_of(user: User | AnonymousUser, space: Space) -> str:
    """Return the role of a user in the management of a space: "owner", "editor", or empty."""
    return team.level_of(user, space)
