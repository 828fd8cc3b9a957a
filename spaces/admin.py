"""The staff's admin: each feature registers its own models."""

from spaces.contributions import admin as contributions
from spaces.directory import admin as directory
from spaces.duplicates import admin as duplicates
from spaces.events import admin as events
from spaces.events import manager_admin
from spaces.geography import admin as geography
from spaces.importers.feeds import admin as feeds
from spaces.importers.runs import admin as imports
from spaces.pricing import admin as pricing
from spaces.programmes import admin as programmes
from spaces.provenance import admin as provenance
from spaces.staff import log_entries, managers, plans, spaces

__all__ = [
    "contributions",
    "directory",
    "duplicates",
    "events",
    "feeds",
    "geography",
    "imports",
    "log_entries",
    "manager_admin",
    "managers",
    "plans",
    "pricing",
    "programmes",
    "provenance",
    "spaces",
]
