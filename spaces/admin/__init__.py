"""The staff's admin."""

from spaces.admin import contributions, geography, spaces

__all__ = ["contributions", "geography", "spaces"]
