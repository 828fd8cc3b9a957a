"""What every decision of a moderator or a manager may answer."""


class NotPossible(Exception):
    """The act makes no sense any more; the message says why."""
