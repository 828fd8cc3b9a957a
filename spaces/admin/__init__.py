"""The staff's admin."""

from spaces.admin import events, geography, managed_events, programmes, spaces

__all__ = ["events", "geography", "managed_events", "programmes", "spaces"]
