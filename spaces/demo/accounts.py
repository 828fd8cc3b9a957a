"""The accounts that come with the demo: its logins, and the invented members who comment on samples."""

from pathlib import Path

from django.conf import settings
from django.db.models import Q, QuerySet

from coworking.accounts.models import User
from coworking.staff.roles import ROLES


def login_of(role: str) -> str:
    """The e-mail address of the demo's member of the staff with this role."""
    return f"{role}@example.org"


ADMIN = "admin@example.org"
# example.org is reserved for examples: nobody receives mail there, so no member can have verified these.
LOGINS = (ADMIN, *map(login_of, ROLES))

_conditions = [Q(email__in=LOGINS)]


def register(condition: Q) -> None:
    """Add accounts of another app to those of the demo."""
    _conditions.append(condition)


def demo_accounts() -> QuerySet[User]:
    """All accounts of the demo."""
    either = Q()
    for condition in _conditions:
        either |= condition
    return User.objects.filter(either)


def logins_file() -> Path:
    """The file with the passwords of the logins, a line each: e-mail address, two spaces, password."""
    return Path(settings.VAR_DIR) / "demo-logins.txt"


def read_logins() -> dict[str, str]:
    """{e-mail address: password}, out of the file; empty when there is none."""
    file = logins_file()
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else ()
    return dict(line.split("  ", 1) for line in lines if "  " in line)
