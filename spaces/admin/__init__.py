"""The staff's admin."""

from spaces.admin import contributions, events, geography, managed_events, plans, programmes, spaces

__all__ = ["contributions", "events", "geography", "managed_events", "plans", "programmes", "spaces"]
