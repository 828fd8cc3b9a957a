"""The staff's admin."""

from spaces.admin import geography, spaces

__all__ = ["geography", "spaces"]
