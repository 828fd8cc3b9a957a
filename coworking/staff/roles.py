"""The roles of the staff: three groups with permissions from tables in code, updated by every `migrate`.

Each app has a table with one line for each of its models, and registers it in the `ready()` of its AppConfig.
The administrator may do everything but make superusers (`coworking.accounts.admin`).
"""

from collections.abc import Mapping
from typing import Any

from django.apps import AppConfig
from django.apps import apps as global_apps
from django.contrib.auth.management import create_permissions

MODERATOR, EDITOR, ADMINISTRATOR = "moderator", "editor", "administrator"
ROLES = (MODERATOR, EDITOR, ADMINISTRATOR)

NOTHING, READ, DECIDE, WRITE, OWN = "", "view", "view change", "view add change", "view add change delete"
Table = Mapping[str, tuple[str, str]]  # {model: (what the moderator may, what the editor may)}

_tables: dict[str, Table] = {}


def register(app_label: str, table: Table) -> None:
    """Register the table of an app."""
    _tables[app_label] = table


def table_of(app_label: str) -> Table:
    """The table of an app; empty for apps of others."""
    return _tables.get(app_label, {})


def codenames(role: str, app_label: str) -> set[str]:
    """The permissions of the moderator or the editor in an app: {"change_space", ...}."""
    column = (MODERATOR, EDITOR).index(role)
    return {f"{verb}_{model}" for model, may in table_of(app_label).items() for verb in may[column].split()}


def update_groups(sender: AppConfig, using: str, apps: Any = global_apps, **kwargs: object) -> None:
    """Update the groups' permissions in one app. What an operator granted in apps without a table stays."""
    # The permissions must exist, whichever receiver runs first after a migration.
    create_permissions(sender, verbosity=0, using=using, apps=apps)
    try:
        groups, permissions = (
            apps.get_model("auth", name)._default_manager.using(using) for name in ("Group", "Permission")
        )
    except LookupError:
        return  # the database is migrated only in part
    every = list(permissions.filter(content_type__app_label=sender.label))
    for role in ROLES if every else ():
        group, _made = groups.get_or_create(name=role)
        if role == ADMINISTRATOR:
            group.permissions.add(*every)
        elif table_of(sender.label):
            named = codenames(role, sender.label)
            group.permissions.remove(*(one for one in every if one.codename not in named))
            group.permissions.add(*(one for one in every if one.codename in named))
