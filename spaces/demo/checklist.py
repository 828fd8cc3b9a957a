"""What the demo leaves behind on a site that goes public."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from coworking.operator.checklist import Item
from spaces.demo.accounts import demo_accounts


def checklist() -> Iterator[Item]:
    """Yield whether the logins of the demo are gone."""
    has_logins = demo_accounts().filter(is_active=True).exists()
    yield Item(_("The logins of the demo are gone"), not has_logins, doc="operations.md")
